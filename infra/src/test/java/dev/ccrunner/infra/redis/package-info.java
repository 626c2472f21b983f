/** Tests of the live log against a real Redis. */
@NullMarked
package dev.ccrunner.infra.redis;

import org.jspecify.annotations.NullMarked;
