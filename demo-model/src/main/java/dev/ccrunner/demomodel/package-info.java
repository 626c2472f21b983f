/**
 * Answers for a scripted stand-in for the Anthropic Messages API on loopback: the demo model of
 * local mode and the model of every test; it never reaches a real model.
 */
@NullMarked
package dev.ccrunner.demomodel;

import org.jspecify.annotations.NullMarked;
