/** Tests of {@code ccr chaos} that need no cluster. */
@NullMarked
package dev.ccrunner.chaos;

import org.jspecify.annotations.NullMarked;
