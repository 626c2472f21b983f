/**
 * Answers for PostgreSQL, Kafka and Redis as child processes of this JVM: unpacked, started,
 * watched and stopped. What is kept in them is not its business.
 */
@NullMarked
package dev.ccrunner.embedded;

import org.jspecify.annotations.NullMarked;
