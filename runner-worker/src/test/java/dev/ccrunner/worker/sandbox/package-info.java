/** Tests of the sandbox with real small programs inside. */
@NullMarked
package dev.ccrunner.worker.sandbox;

import org.jspecify.annotations.NullMarked;
