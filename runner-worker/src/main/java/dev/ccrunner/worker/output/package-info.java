/**
 * The log of an attempt on its way out: numbered here, then to the spool, to Redis at once, to
 * PostgreSQL in batches.
 */
@NullMarked
package dev.ccrunner.worker.output;

import org.jspecify.annotations.NullMarked;
