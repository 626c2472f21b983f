/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.sessions;

import org.jspecify.annotations.NullMarked;
