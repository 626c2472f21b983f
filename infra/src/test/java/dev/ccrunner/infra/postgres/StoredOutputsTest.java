package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoredOutputsTest {
  private static Database database;
  private static StoredOutputs outputs;

  @BeforeAll
  static void open() {
    database = new Database();
    outputs = new StoredOutputs(database.db);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void areThereWhenTheRunHasEnded() {
    var run = database.queued();
    var lease = database.claimed(run);
    var patch = output(RunOutput.Kind.PATCH, "p", null);
    var one = output(RunOutput.Kind.ARTIFACT, "dist/1", Duration.ofHours(1));
    var two = output(RunOutput.Kind.ARTIFACT, "dist/2", null);

    assertThat(database.leases.settle(ending(lease, List.of(patch, one, two)))).isTrue();

    assertThat(outputs.last(database.team, run, RunOutput.Kind.PATCH))
        .hasValueSatisfying(stored -> {
          assertThat(stored.id()).isEqualTo(patch.id());
          assertThat(stored.blob()).isEqualTo(patch.blob());
          assertThat(stored.expiresAt()).isNull();
        });
    assertThat(outputs.artifacts(database.team, run, null, 10))
        .extracting(StoredOutput::name)
        .containsExactly("dist/1", "dist/2");
    assertThat(outputs.artifacts(database.team, run, one.id().value(), 10))
        .extracting(StoredOutput::id)
        .containsExactly(two.id());
    assertThat(outputs.artifact(database.team, run, one.id()).orElseThrow().expiresAt())
        .isAfter(java.time.Instant.EPOCH);
    assertThat(outputs.last(database.team, run, RunOutput.Kind.TRANSCRIPT)).isEmpty();
    assertThat(outputs.artifact(database.team, run, patch.id())).isEmpty();
  }

  /** It has written contents, and nothing refers to them. */
  @Test
  void areNotThoseOfAnAttemptThatHasLostItsLease() {
    var run = database.queued();
    var lost = database.claimed(run);
    var ending = ending(lost, List.of(output(RunOutput.Kind.PATCH, "p", null)));
    database.db.execute("update run set epoch = epoch + 1 where epoch > 0 and finished_at is null");

    assertThat(database.leases.settle(ending)).isFalse();

    assertThat(outputs.last(database.team, run, RunOutput.Kind.PATCH)).isEmpty();
  }

  @Test
  void areFoundByTheirTeamAndRunOnlyAndUntilTheirEnd() {
    var run = database.queued();
    var kept = output(RunOutput.Kind.ARTIFACT, "a", Duration.ofHours(1));
    var over = output(RunOutput.Kind.ARTIFACT, "b", Duration.ofSeconds(-1));
    outputs.insert(database.team, run, List.of(kept, over));

    assertThat(outputs.artifact(database.team, run, kept.id())).isPresent();
    assertThat(outputs.artifact(database.team, run, over.id())).isEmpty();
    assertThat(outputs.artifacts(database.team, run)).isEqualTo(1);
    assertThat(outputs.artifact(database.team, new RunId(TimeOrderedIds.next()), kept.id()))
        .isEmpty();
    assertThat(outputs.artifact(new TeamId(TimeOrderedIds.next()), run, kept.id())).isEmpty();
  }

  private static Settlement ending(RunLease lease, List<RunOutput> left) {
    return database.end(lease, null).bringing(new RunOutputs(null, "[]", left));
  }

  private static RunOutput output(RunOutput.Kind kind, String name, @Nullable Duration keptFor) {
    return new RunOutput(
        new ArtifactId(TimeOrderedIds.next()),
        kind,
        name,
        "text/plain",
        new StoredBlob("team/runs/run/1/" + name, "sha", 3),
        keptFor);
  }
}
