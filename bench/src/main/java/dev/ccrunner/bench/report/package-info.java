/** What was measured, as one JSON line and as a table for people. */
@NullMarked
package dev.ccrunner.bench.report;

import org.jspecify.annotations.NullMarked;
