/** Repositories that somebody else has, on this machine, served over HTTP. */
@NullMarked
package dev.ccrunner.testkit.git;

import org.jspecify.annotations.NullMarked;
