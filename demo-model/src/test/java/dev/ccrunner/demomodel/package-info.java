/** Asks the demo model over real HTTP, in the shape in which the real CLI asks. */
@NullMarked
package dev.ccrunner.demomodel;

import org.jspecify.annotations.NullMarked;
