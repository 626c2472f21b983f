/** Clients that ask, listen and take the time. */
@NullMarked
package dev.ccrunner.bench.load;

import org.jspecify.annotations.NullMarked;
