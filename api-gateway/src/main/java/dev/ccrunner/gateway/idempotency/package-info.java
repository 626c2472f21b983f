/** One effect per Idempotency-Key, however often a client sends its request. */
@NullMarked
package dev.ccrunner.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
