/** Launches the fake CLI for real and holds it to what its Javadoc says. */
@NullMarked
package dev.ccrunner.testkit.fakecli;

import org.jspecify.annotations.NullMarked;
