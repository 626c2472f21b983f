/**
 * Reports of what runs have used and what it cost: reads the ledger that workers and the reaper
 * write, and never a run.
 */
@NullMarked
package dev.ccrunner.gateway.usage;

import org.jspecify.annotations.NullMarked;
