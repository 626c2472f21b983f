/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity;

import org.jspecify.annotations.NullMarked;
