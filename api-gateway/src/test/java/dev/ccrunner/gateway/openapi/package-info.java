/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.openapi;

import org.jspecify.annotations.NullMarked;
