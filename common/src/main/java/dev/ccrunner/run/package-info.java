/**
 * What a run is: its statuses, the one table of its transitions, why it may fail, what it asks for
 * and what came of it.
 */
@NullMarked
package dev.ccrunner.run;

import org.jspecify.annotations.NullMarked;
