/**
 * What is said and done while a service is away: how often it is logged, and how a program waits
 * for PostgreSQL before it starts.
 */
@NullMarked
package dev.ccrunner.infra.away;

import org.jspecify.annotations.NullMarked;
