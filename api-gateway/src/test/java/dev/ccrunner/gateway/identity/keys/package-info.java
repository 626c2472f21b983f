/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.keys;

import org.jspecify.annotations.NullMarked;
