/**
 * The programs that are measured: real processes on real services, in an environment built from
 * nothing.
 */
@NullMarked
package dev.ccrunner.bench.subject;

import org.jspecify.annotations.NullMarked;
