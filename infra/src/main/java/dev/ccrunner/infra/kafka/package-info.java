/** The topics and the bells rung on them; no record of Kafka's own types leaves this package. */
@NullMarked
package dev.ccrunner.infra.kafka;

import org.jspecify.annotations.NullMarked;
