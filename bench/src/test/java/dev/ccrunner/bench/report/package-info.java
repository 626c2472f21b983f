/** Tests of the parts that the figures depend on. */
@NullMarked
package dev.ccrunner.bench.report;

import org.jspecify.annotations.NullMarked;
