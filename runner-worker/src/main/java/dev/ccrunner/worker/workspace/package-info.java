/** What a run finds in its working directory. */
@NullMarked
package dev.ccrunner.worker.workspace;

import org.jspecify.annotations.NullMarked;
