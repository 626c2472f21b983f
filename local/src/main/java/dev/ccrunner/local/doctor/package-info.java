/** Looks at this machine and says what would keep {@code ccr up} from working. */
@NullMarked
package dev.ccrunner.local.doctor;

import org.jspecify.annotations.NullMarked;
