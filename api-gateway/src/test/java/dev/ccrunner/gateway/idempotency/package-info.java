/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.idempotency;

import org.jspecify.annotations.NullMarked;
