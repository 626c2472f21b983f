/** What a conversation needs to go on with any worker, kept outside of this one. */
@NullMarked
package dev.ccrunner.worker.continuity;

import org.jspecify.annotations.NullMarked;
