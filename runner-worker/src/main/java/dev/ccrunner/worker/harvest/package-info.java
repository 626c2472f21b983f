/** What a run brings home from its working directory. */
@NullMarked
package dev.ccrunner.worker.harvest;

import org.jspecify.annotations.NullMarked;
