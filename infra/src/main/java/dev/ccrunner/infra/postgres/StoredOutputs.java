package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN_OUTPUT;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.postgres.generated.tables.records.RunOutputRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What runs have left. Something whose time is over does not exist, whether it is removed already
 * or not.
 */
public class StoredOutputs {
  private final DSLContext db;

  StoredOutputs(DSLContext db) {
    this.db = db;
  }

  /**
   * Adds what was kept just now: in the transaction that this thread is in, if it is in one. It is
   * fenced by whoever calls it: an attempt that has lost its lease must not come so far.
   */
  public void insert(TeamId team, RunId run, Collection<RunOutput> outputs) {
    insert(db, team, run, outputs);
  }

  /** The same for the transaction that ends an attempt. */
  static void insert(DSLContext db, TeamId team, RunId run, Collection<RunOutput> outputs) {
    for (var output : outputs) {
      db.insertInto(RUN_OUTPUT)
          .set(RUN_OUTPUT.TEAM_ID, team.value())
          .set(RUN_OUTPUT.RUN_ID, run.value())
          .set(RUN_OUTPUT.ID, output.id().value())
          .set(RUN_OUTPUT.KIND, wireName(output.kind()))
          .set(RUN_OUTPUT.NAME, output.name())
          .set(RUN_OUTPUT.MEDIA_TYPE, output.mediaType())
          .set(RUN_OUTPUT.BLOB_KEY, output.blob().key())
          .set(RUN_OUTPUT.SHA256, output.blob().sha256())
          .set(RUN_OUTPUT.BYTES, output.blob().bytes())
          .set(RUN_OUTPUT.EXPIRES_AT, end(output))
          .set(RUN_OUTPUT.ABOUT, output.aboutJson())
          .execute();
    }
  }

  private static Field<OffsetDateTime> end(RunOutput output) {
    return output.keptFor() == null
        ? DSL.castNull(RUN_OUTPUT.EXPIRES_AT)
        : Intervals.fromNow(output.keptFor());
  }

  /** The artifact of that id. */
  public Optional<StoredOutput> artifact(TeamId team, RunId run, ArtifactId id) {
    return db.selectFrom(RUN_OUTPUT)
        .where(of(team, run, RunOutput.Kind.ARTIFACT), RUN_OUTPUT.ID.eq(id.value()))
        .fetchOptional(StoredOutputs::read);
  }

  /** The last of that kind. */
  public Optional<StoredOutput> last(TeamId team, RunId run, RunOutput.Kind kind) {
    return db.selectFrom(RUN_OUTPUT)
        .where(of(team, run, kind))
        .orderBy(RUN_OUTPUT.ID.desc())
        .limit(1)
        .fetchOptional(StoredOutputs::read);
  }

  /**
   * Up to {@code limit} artifacts, in the order in which they were added.
   *
   * @param after only those after this one; null: from the first on
   */
  public List<StoredOutput> artifacts(TeamId team, RunId run, @Nullable UUID after, int limit) {
    return db.selectFrom(RUN_OUTPUT)
        .where(
            of(team, run, RunOutput.Kind.ARTIFACT),
            after == null ? DSL.noCondition() : RUN_OUTPUT.ID.gt(after))
        .orderBy(RUN_OUTPUT.ID)
        .limit(limit)
        .fetch(StoredOutputs::read);
  }

  /** How many artifacts there are. */
  public int artifacts(TeamId team, RunId run) {
    return db.fetchCount(RUN_OUTPUT, of(team, run, RunOutput.Kind.ARTIFACT));
  }

  private static Condition of(TeamId team, RunId run, RunOutput.Kind kind) {
    return RUN_OUTPUT
        .TEAM_ID
        .eq(team.value())
        .and(RUN_OUTPUT.RUN_ID.eq(run.value()))
        .and(RUN_OUTPUT.KIND.eq(wireName(kind)))
        .and(
            RUN_OUTPUT
                .EXPIRES_AT
                .isNull()
                .or(RUN_OUTPUT.EXPIRES_AT.gt(DSL.currentOffsetDateTime())));
  }

  private static String wireName(RunOutput.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static StoredOutput read(RunOutputRecord row) {
    return new StoredOutput(
        new TeamId(row.getTeamId()),
        new RunId(row.getRunId()),
        new ArtifactId(row.getId()),
        RunOutput.Kind.valueOf(row.getKind().toUpperCase(Locale.ROOT)),
        row.getName(),
        row.getMediaType(),
        new StoredBlob(row.getBlobKey(), row.getSha256(), row.getBytes()),
        row.getCreatedAt().toInstant(),
        row.getExpiresAt() == null ? null : row.getExpiresAt().toInstant(),
        row.getAbout());
  }
}
