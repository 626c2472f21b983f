/**
 * What callers may use: how often they may ask, how many runs may wait and go on at once, and what
 * they may cost; and who may have more of it than others.
 */
@NullMarked
package dev.ccrunner.gateway.limits;

import org.jspecify.annotations.NullMarked;
