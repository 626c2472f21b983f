package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN_OUTPUT;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.generated.tables.records.RunOutputRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What runs have left. Something whose time is over does not exist, whether it is removed already
 * or not.
 */
public class RunOutputs {
  private final DSLContext db;

  RunOutputs(DSLContext db) {
    this.db = db;
  }

  /**
   * Adds something that was kept just now: in the transaction that this thread is in, if it is in
   * one. It is fenced by whoever calls it: an attempt that has lost its lease must not come so far.
   *
   * @param expiresAt null: it stays
   */
  public ArtifactId insert(
      TeamId team,
      RunId run,
      OutputKind kind,
      String name,
      String mediaType,
      StoredBlob blob,
      @Nullable Instant expiresAt) {
    var id = new ArtifactId(TimeOrderedIds.next());
    db.insertInto(RUN_OUTPUT)
        .set(RUN_OUTPUT.TEAM_ID, team.value())
        .set(RUN_OUTPUT.RUN_ID, run.value())
        .set(RUN_OUTPUT.ID, id.value())
        .set(RUN_OUTPUT.KIND, kind.wireName())
        .set(RUN_OUTPUT.NAME, name)
        .set(RUN_OUTPUT.MEDIA_TYPE, mediaType)
        .set(RUN_OUTPUT.BLOB_KEY, blob.key())
        .set(RUN_OUTPUT.SHA256, blob.sha256())
        .set(RUN_OUTPUT.BYTES, blob.bytes())
        .set(
            RUN_OUTPUT.EXPIRES_AT,
            expiresAt == null ? null : OffsetDateTime.ofInstant(expiresAt, ZoneOffset.UTC))
        .execute();
    return id;
  }

  /** The artifact of that id. */
  public Optional<RunOutput> artifact(TeamId team, RunId run, ArtifactId id) {
    return db.selectFrom(RUN_OUTPUT)
        .where(of(team, run, OutputKind.ARTIFACT), RUN_OUTPUT.ID.eq(id.value()))
        .fetchOptional(RunOutputs::read);
  }

  /** The last of that kind. */
  public Optional<RunOutput> last(TeamId team, RunId run, OutputKind kind) {
    return db.selectFrom(RUN_OUTPUT)
        .where(of(team, run, kind))
        .orderBy(RUN_OUTPUT.ID.desc())
        .limit(1)
        .fetchOptional(RunOutputs::read);
  }

  /**
   * Up to {@code limit} artifacts, in the order in which they were added.
   *
   * @param after only those after this one; null: from the first on
   */
  public List<RunOutput> artifacts(TeamId team, RunId run, @Nullable UUID after, int limit) {
    return db.selectFrom(RUN_OUTPUT)
        .where(
            of(team, run, OutputKind.ARTIFACT),
            after == null ? DSL.noCondition() : RUN_OUTPUT.ID.gt(after))
        .orderBy(RUN_OUTPUT.ID)
        .limit(limit)
        .fetch(RunOutputs::read);
  }

  /** How many artifacts there are. */
  public int artifacts(TeamId team, RunId run) {
    return db.fetchCount(RUN_OUTPUT, of(team, run, OutputKind.ARTIFACT));
  }

  private static Condition of(TeamId team, RunId run, OutputKind kind) {
    return RUN_OUTPUT
        .TEAM_ID
        .eq(team.value())
        .and(RUN_OUTPUT.RUN_ID.eq(run.value()))
        .and(RUN_OUTPUT.KIND.eq(kind.wireName()))
        .and(
            RUN_OUTPUT
                .EXPIRES_AT
                .isNull()
                .or(RUN_OUTPUT.EXPIRES_AT.gt(DSL.currentOffsetDateTime())));
  }

  private static RunOutput read(RunOutputRecord row) {
    return new RunOutput(
        new TeamId(row.getTeamId()),
        new RunId(row.getRunId()),
        new ArtifactId(row.getId()),
        OutputKind.ofWireName(row.getKind()),
        row.getName(),
        row.getMediaType(),
        new StoredBlob(row.getBlobKey(), row.getSha256(), row.getBytes()),
        row.getCreatedAt().toInstant(),
        row.getExpiresAt() == null ? null : row.getExpiresAt().toInstant());
  }
}
