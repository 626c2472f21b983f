/** Keeps the leases of this worker's runs, and ends a run before its lease can end. */
@NullMarked
package dev.ccrunner.worker.lease;

import org.jspecify.annotations.NullMarked;
