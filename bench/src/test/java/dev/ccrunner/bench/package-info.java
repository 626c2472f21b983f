/** That the measurements measure at all; never how much. */
@NullMarked
package dev.ccrunner.bench;

import org.jspecify.annotations.NullMarked;
