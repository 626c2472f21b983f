/** Tests of the model broker against a real HTTP server in the provider's place. */
@NullMarked
package dev.ccrunner.worker.broker;

import org.jspecify.annotations.NullMarked;
