/** What happened in a run: numbered events, live deltas, and the checksum over a log. */
@NullMarked
package dev.ccrunner.event;

import org.jspecify.annotations.NullMarked;
