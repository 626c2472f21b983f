/** Tests of this feature. */
@NullMarked
package dev.ccrunner.worker.budget;

import org.jspecify.annotations.NullMarked;
