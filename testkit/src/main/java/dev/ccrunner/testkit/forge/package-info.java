/** Answers as forges answer that are asked for a pull request. */
@NullMarked
package dev.ccrunner.testkit.forge;

import org.jspecify.annotations.NullMarked;
