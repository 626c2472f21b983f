/** Tests of what runs have left. */
@NullMarked
package dev.ccrunner.gateway.outputs;

import org.jspecify.annotations.NullMarked;
