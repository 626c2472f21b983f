/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.throttle;

import org.jspecify.annotations.NullMarked;
