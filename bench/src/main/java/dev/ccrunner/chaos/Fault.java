package dev.ccrunner.chaos;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * A fault that was done.
 *
 * @param held what the worker had at that moment
 * @param probe number of the order that was sent at that moment to see when runs are claimed again
 */
record Fault(FaultKind kind, Instant at, List<StoredRuns.Held> held, OptionalInt probe) {}
