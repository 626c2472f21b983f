/** Asks the budgets that a run counts for, before the run's model calls are made. */
@NullMarked
package dev.ccrunner.worker.budget;

import org.jspecify.annotations.NullMarked;
