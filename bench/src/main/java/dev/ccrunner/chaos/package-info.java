/**
 * {@code ccr chaos}: breaks a cluster at random while clients use it, and proves that nothing was
 * lost, done twice or left behind. It measures no speed; that is {@code dev.ccrunner.bench}.
 */
@NullMarked
package dev.ccrunner.chaos;

import org.jspecify.annotations.NullMarked;
