package dev.ccrunner.chaos;

import java.time.Duration;

/**
 * A fault that has been decided on.
 *
 * @param target which of the nodes of its kind; of no meaning for services and clients
 * @param before how long after the one before
 * @param lasting how long the victim stays away, or stands still
 */
record PlannedFault(FaultKind kind, int target, Duration before, Duration lasting) {}
