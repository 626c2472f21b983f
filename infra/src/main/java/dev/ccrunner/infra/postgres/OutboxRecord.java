package dev.ccrunner.infra.postgres;

import dev.ccrunner.team.TeamId;
import java.util.UUID;

/** Something that has to reach Kafka at least once. */
public record OutboxRecord(UUID id, TeamId teamId, String topic, String key, String payload) {}
