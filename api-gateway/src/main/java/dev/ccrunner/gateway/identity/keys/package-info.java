/** API keys: making, changing and taking them back, and the caller that a key stands for. */
@NullMarked
package dev.ccrunner.gateway.identity.keys;

import org.jspecify.annotations.NullMarked;
