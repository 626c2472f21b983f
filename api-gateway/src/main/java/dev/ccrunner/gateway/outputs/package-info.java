/** What runs have left: patch, artifacts, transcript, log. */
@NullMarked
package dev.ccrunner.gateway.outputs;

import org.jspecify.annotations.NullMarked;
