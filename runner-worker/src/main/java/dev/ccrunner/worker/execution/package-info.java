/** One run from its claim to its end: directories, child, conversation, judgement, settlement. */
@NullMarked
package dev.ccrunner.worker.execution;

import org.jspecify.annotations.NullMarked;
