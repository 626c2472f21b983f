/** Tests of this feature. */
@NullMarked
package dev.ccrunner.worker.prompt;

import org.jspecify.annotations.NullMarked;
