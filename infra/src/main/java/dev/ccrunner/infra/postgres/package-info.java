/**
 * What both deployables keep in PostgreSQL: runs, leases, events, the outbox, workers; jOOQ is in
 * no signature of it.
 */
@NullMarked
package dev.ccrunner.infra.postgres;

import org.jspecify.annotations.NullMarked;
