/**
 * Answers for a program that speaks Claude Code's two-way stream-json at once and misbehaves as a
 * test asks it to.
 */
@NullMarked
package dev.ccrunner.testkit.fakecli;

import org.jspecify.annotations.NullMarked;
