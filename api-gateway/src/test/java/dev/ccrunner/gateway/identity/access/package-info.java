/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.identity.access;

import org.jspecify.annotations.NullMarked;
