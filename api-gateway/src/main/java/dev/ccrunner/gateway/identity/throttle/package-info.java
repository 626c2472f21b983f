/** How often anybody may be wrong about a password or a key. */
@NullMarked
package dev.ccrunner.gateway.identity.throttle;

import org.jspecify.annotations.NullMarked;
