/**
 * The model broker: the one way out of the sandbox, over which Claude Code reaches its provider
 * without ever seeing the provider's key; it counts what that costs and does not know what a run
 * is.
 */
@NullMarked
package dev.ccrunner.worker.broker;

import org.jspecify.annotations.NullMarked;
