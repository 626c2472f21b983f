/**
 * Answers for what the tests of several modules share: real services, and clocks that stand still.
 */
@NullMarked
package dev.ccrunner.testkit;

import org.jspecify.annotations.NullMarked;
