/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.problem;

import org.jspecify.annotations.NullMarked;
