/**
 * The fast path of a run's log: what is appended to Redis, read back from it and heard live; and
 * the token buckets that all gateways share. It does not answer for durability, which is
 * PostgreSQL's; Lettuce stays inside.
 */
@NullMarked
package dev.ccrunner.infra.redis;

import org.jspecify.annotations.NullMarked;
