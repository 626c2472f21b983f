/** Tests of the parts that the figures depend on. */
@NullMarked
package dev.ccrunner.bench.subject;

import org.jspecify.annotations.NullMarked;
