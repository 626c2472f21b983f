/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.submission;

import org.jspecify.annotations.NullMarked;
