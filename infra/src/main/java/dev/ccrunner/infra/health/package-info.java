/** Whether PostgreSQL, Redis and Kafka answer, for the readiness of gateway and worker. */
@NullMarked
package dev.ccrunner.infra.health;

import org.jspecify.annotations.NullMarked;
