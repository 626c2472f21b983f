/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.health;

import org.jspecify.annotations.NullMarked;
