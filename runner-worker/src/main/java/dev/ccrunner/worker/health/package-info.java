/** Whether this worker lives, and whether it can take runs. */
@NullMarked
package dev.ccrunner.worker.health;

import org.jspecify.annotations.NullMarked;
