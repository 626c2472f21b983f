package dev.ccrunner.infra.blob;

import static dev.ccrunner.infra.postgres.generated.Tables.FILE;
import static dev.ccrunner.infra.postgres.generated.Tables.FILE_USE;
import static dev.ccrunner.infra.postgres.generated.Tables.RUN;
import static dev.ccrunner.infra.postgres.generated.Tables.RUN_OUTPUT;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.infra.postgres.generated.tables.records.FileRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Files in PostgreSQL. */
@Repository
class FileRepository {
  private static final List<String> ENDED =
      Arrays.stream(RunStatus.values())
          .filter(RunStatus::terminal)
          .map(RunStatus::wireName)
          .toList();

  private final DSLContext db;

  FileRepository(DSLContext db) {
    this.db = db;
  }

  UploadedFile insert(
      TeamId team, FileId id, String name, String mediaType, StoredBlob blob, Duration keptFor) {
    return db.insertInto(FILE)
        .set(FILE.TEAM_ID, team.value())
        .set(FILE.ID, id.value())
        .set(FILE.NAME, name)
        .set(FILE.MEDIA_TYPE, mediaType)
        .set(FILE.BLOB_KEY, blob.key())
        .set(FILE.SHA256, blob.sha256())
        .set(FILE.BYTES, blob.bytes())
        .set(FILE.EXPIRES_AT, fromNow(keptFor))
        .returning()
        .fetchSingle(FileRepository::read);
  }

  List<UploadedFile> find(TeamId team, Collection<FileId> ids) {
    return db.selectFrom(FILE)
        .where(FILE.TEAM_ID.eq(team.value()), FILE.ID.in(values(ids)), alive())
        .fetch(FileRepository::read);
  }

  List<UploadedFile> list(TeamId team, @Nullable UUID before, int limit) {
    return db.selectFrom(FILE)
        .where(
            FILE.TEAM_ID.eq(team.value()),
            before == null ? DSL.noCondition() : FILE.ID.lt(before),
            alive())
        .orderBy(FILE.ID.desc())
        .limit(limit)
        .fetch(FileRepository::read);
  }

  boolean delete(TeamId team, FileId id) {
    return db.deleteFrom(FILE)
            .where(FILE.TEAM_ID.eq(team.value()), FILE.ID.eq(id.value()), alive())
            .execute()
        == 1;
  }

  /** Those that are there, whose contents now stay for so long at least. */
  List<UploadedFile> use(TeamId team, Collection<FileId> ids, Duration keptFor) {
    return db.resultQuery(
            """
            with used as (
              update blob set kept_until = greatest(kept_until, {2})
              where team_id = {0} and key in (
                select blob_key from file
                where team_id = {0} and id = any({1}) and expires_at > now())
              returning key
            )
            select file.* from file join used on file.blob_key = used.key
            where file.team_id = {0} and file.id = any({1}) and file.expires_at > now()
            """,
            DSL.val(team.value()), DSL.val(values(ids).toArray(UUID[]::new)), fromNow(keptFor))
        .coerce(FILE)
        .fetch(FileRepository::read);
  }

  void hold(TeamId team, RunId run, Collection<String> keys) {
    db.execute(
        """
        insert into file_use (team_id, run_id, blob_key) select {0}, {1}, k from unnest({2}) as k
        on conflict do nothing
        """,
        DSL.val(team.value()), DSL.val(run.value()), DSL.val(keys.toArray(String[]::new)));
  }

  @AcrossTeams("what no team has any more")
  int deleteExpired(int limit) {
    return db.deleteFrom(FILE)
        .where(
            DSL.row(FILE.TEAM_ID, FILE.ID)
                .in(
                    db.select(FILE.TEAM_ID, FILE.ID)
                        .from(FILE)
                        .where(FILE.EXPIRES_AT.le(DSL.currentOffsetDateTime()))
                        .limit(limit)
                        .forUpdate()
                        .skipLocked()))
        .execute();
  }

  @AcrossTeams("what no team has any more")
  int deleteExpiredOutputs(Duration keep, int limit) {
    return db.deleteFrom(RUN_OUTPUT)
        .where(
            DSL.row(RUN_OUTPUT.TEAM_ID, RUN_OUTPUT.RUN_ID, RUN_OUTPUT.ID)
                .in(
                    db.select(RUN_OUTPUT.TEAM_ID, RUN_OUTPUT.RUN_ID, RUN_OUTPUT.ID)
                        .from(RUN_OUTPUT)
                        .where(
                            RUN_OUTPUT
                                .EXPIRES_AT
                                .le(DSL.currentOffsetDateTime())
                                .or(
                                    RUN_OUTPUT
                                        .EXPIRES_AT
                                        .isNull()
                                        .and(RUN_OUTPUT.CREATED_AT.le(fromNow(keep.negated())))))
                        .limit(limit)
                        .forUpdate()
                        .skipLocked()))
        .execute();
  }

  @AcrossTeams("what no team needs any more")
  int deleteUsesOfEndedRuns(int limit) {
    return db.deleteFrom(FILE_USE)
        .where(
            DSL.row(FILE_USE.TEAM_ID, FILE_USE.RUN_ID, FILE_USE.BLOB_KEY)
                .in(
                    db.select(FILE_USE.TEAM_ID, FILE_USE.RUN_ID, FILE_USE.BLOB_KEY)
                        .from(FILE_USE)
                        .join(RUN)
                        .on(RUN.TEAM_ID.eq(FILE_USE.TEAM_ID), RUN.ID.eq(FILE_USE.RUN_ID))
                        .where(RUN.STATUS.in(ENDED))
                        .limit(limit)))
        .execute();
  }

  private static Condition alive() {
    return FILE.EXPIRES_AT.gt(DSL.currentOffsetDateTime());
  }

  private static List<UUID> values(Collection<FileId> ids) {
    return ids.stream().map(FileId::value).distinct().toList();
  }

  private static Field<OffsetDateTime> fromNow(Duration length) {
    return DSL.field(
        "now() + make_interval(secs => {0})",
        OffsetDateTime.class, DSL.val(length.toMillis() / 1000.0));
  }

  private static UploadedFile read(FileRecord row) {
    return new UploadedFile(
        new TeamId(row.getTeamId()),
        new FileId(row.getId()),
        row.getName(),
        row.getMediaType(),
        new StoredBlob(row.getBlobKey(), row.getSha256(), row.getBytes()),
        row.getCreatedAt().toInstant(),
        row.getExpiresAt().toInstant());
  }
}
