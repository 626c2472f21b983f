package dev.ccrunner.infra.postgres;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import java.util.UUID;

/** Something that has to reach Kafka at least once. */
public record OutboxRecord(UUID id, TeamId teamId, String topic, String key, String payload) {

  /** The bell of a run, to be written in the transaction that makes the run ready. */
  public static OutboxRecord of(DispatchBell bell) {
    return new OutboxRecord(
        TimeOrderedIds.next(),
        bell.teamId(),
        Topics.DISPATCH,
        bell.runId().toString(),
        bell.encode());
  }
}
