/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.workers;

import org.jspecify.annotations.NullMarked;
