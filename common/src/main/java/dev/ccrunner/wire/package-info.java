/** Records that cross Kafka and Redis, and nothing else; a change of meaning is a new version. */
@NullMarked
package dev.ccrunner.wire;

import org.jspecify.annotations.NullMarked;
