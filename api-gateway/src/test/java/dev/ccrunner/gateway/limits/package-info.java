/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.limits;

import org.jspecify.annotations.NullMarked;
