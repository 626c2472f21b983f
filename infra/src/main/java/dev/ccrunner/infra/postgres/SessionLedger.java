package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;
import static dev.ccrunner.infra.postgres.generated.Tables.SESSION;

import dev.ccrunner.run.RunId;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of all teams. What is deleted does not exist for anybody but {@link SessionEnds}.
 */
public class SessionLedger {
  private final DSLContext db;

  SessionLedger(DSLContext db) {
    this.db = db;
  }

  /** Keeps a new session, in the caller's transaction. */
  public StoredSession create(NewSession session) {
    var from = session.origin().session();
    var last = session.origin().run();
    var stored =
        db.insertInto(SESSION)
            .set(SESSION.TEAM_ID, session.teamId().value())
            .set(SESSION.ID, session.id().value())
            .set(SESSION.NAME, session.name())
            .set(SESSION.SEARCH_NAME, small(session.name()))
            .set(SESSION.LABELS, StoredJson.labels(session.labels()))
            .set(SESSION.KEY_ID, Authors.key(session.createdBy()))
            .set(SESSION.USER_ID, Authors.user(session.createdBy()))
            .set(SESSION.KEEP_SECONDS, session.keep().toSeconds())
            .set(SESSION.EXPIRES_AT, Intervals.fromNow(session.keep()))
            .set(SESSION.CLAUDE_SESSION, session.conversation())
            .set(SESSION.WORKSPACE, StoredJson.workspace(session.workspace()))
            .set(SESSION.ORIGIN_SESSION_ID, from == null ? null : from.value())
            .set(SESSION.ORIGIN_RUN_ID, last == null ? null : last.value())
            .returning()
            .fetchSingle(SessionRows::read);
    hold(stored);
    return stored;
  }

  /** What is in its files stays, also if they are deleted before the first run. */
  private void hold(StoredSession session) {
    var keys = fileKeys(session.workspace());
    if (keys.length > 0) {
      db.execute(
          """
          insert into session_file (team_id, session_id, blob_key)
          select {0}, {1}, k from unnest({2}) as k
          """,
          DSL.val(session.teamId().value()), DSL.val(session.id().value()), DSL.val(keys));
    }
  }

  /** Where the contents of the workspace's files are, each once. */
  static String[] fileKeys(WorkspaceSpec workspace) {
    return workspace.files().stream()
        .map(placed -> placed.file().blob().key())
        .distinct()
        .toArray(String[]::new);
  }

  /** The session, or empty when this team has none of that id. */
  public Optional<StoredSession> find(TeamId team, SessionId session) {
    return db.selectFrom(SESSION).where(is(team, session)).fetchOptional(SessionRows::read);
  }

  /** The same; nobody changes it, or submits a run to it, until the end of the transaction. */
  public Optional<StoredSession> lock(TeamId team, SessionId session) {
    return db.selectFrom(SESSION)
        .where(is(team, session))
        .forNoKeyUpdate()
        .fetchOptional(SessionRows::read);
  }

  /** Up to {@code limit} sessions of the team, newest first. */
  public List<StoredSession> list(TeamId team, SessionFilter filter, int limit) {
    return db.selectFrom(SESSION)
        .where(wanted(team, filter))
        .orderBy(SESSION.ID.desc())
        .limit(limit)
        .fetch(SessionRows::read);
  }

  static Condition wanted(TeamId team, SessionFilter filter) {
    Condition wanted =
        SESSION
            .TEAM_ID
            .eq(team.value())
            .and(SESSION.DELETED_AT.isNull())
            .and(status(filter.status()));
    if (!filter.labels().isEmpty()) {
      wanted =
          wanted.and(
              DSL.condition(
                  "{0} @> {1}", SESSION.LABELS, DSL.val(StoredJson.labels(filter.labels()))));
    }
    if (filter.createdAfter() != null) {
      wanted = wanted.and(SESSION.CREATED_AT.gt(filter.createdAfter().atOffset(ZoneOffset.UTC)));
    }
    if (filter.before() != null) {
      wanted = wanted.and(SESSION.ID.lt(filter.before().value()));
    }
    return wanted;
  }

  private static Condition status(@Nullable SessionStatus status) {
    Condition runs = SESSION.CURRENT_NUMBER.le(SESSION.RUN_COUNT);
    return switch (status) {
      case null -> SESSION.ARCHIVED_AT.isNull();
      case ACTIVE -> SESSION.ARCHIVED_AT.isNull().and(runs);
      case IDLE -> SESSION.ARCHIVED_AT.isNull().andNot(runs);
      case ARCHIVED -> SESSION.ARCHIVED_AT.isNotNull();
    };
  }

  /**
   * Writes name, labels, archiving and keeping of a session that the caller has locked, and raises
   * its version.
   */
  public StoredSession change(StoredSession session) {
    var archived =
        session.archivedAt() == null
            ? DSL.castNull(OffsetDateTime.class)
            : DSL.coalesce(SESSION.ARCHIVED_AT, DSL.currentOffsetDateTime());
    return db.update(SESSION)
        .set(SESSION.NAME, session.name())
        .set(SESSION.SEARCH_NAME, small(session.name()))
        .set(SESSION.LABELS, StoredJson.labels(session.labels()))
        .set(SESSION.ARCHIVED_AT, archived)
        .set(SESSION.KEEP_SECONDS, session.keep().toSeconds())
        .set(SESSION.EXPIRES_AT, Intervals.fromNow(session.keep()))
        .set(SESSION.UPDATED_AT, DSL.currentOffsetDateTime())
        .set(SESSION.VERSION, SESSION.VERSION.plus(1))
        .where(is(session.teamId(), session.id()))
        .returning()
        .fetchSingle(SessionRows::read);
  }

  /** The first run of the session with a number greater than {@code after}. */
  public Optional<NumberedRun> runAfter(TeamId team, SessionId session, long after) {
    return db.select(RUN.SESSION_NUMBER, RUN.ID)
        .from(RUN)
        .where(
            RUN.TEAM_ID.eq(team.value()),
            RUN.SESSION_ID.eq(session.value()),
            RUN.SESSION_NUMBER.gt(after))
        .orderBy(RUN.SESSION_NUMBER)
        .limit(1)
        .fetchOptional(row -> new NumberedRun(row.value1(), new RunId(row.value2())));
  }

  /** Those of {@code looks} whose session has a later run, is archived or is gone. */
  public List<SessionLook> withNews(Collection<SessionLook> looks) {
    return db.resultQuery(
            """
            select look.team_id, look.id, look.number
            from unnest({0}, {1}, {2}) as look (team_id, id, number)
            left join session s on s.team_id = look.team_id and s.id = look.id
              and s.deleted_at is null and s.archived_at is null and s.run_count <= look.number
            where s.id is null
            """,
            DSL.val(looks.stream().map(look -> look.team().value()).toArray(UUID[]::new)),
            DSL.val(looks.stream().map(look -> look.session().value()).toArray(UUID[]::new)),
            DSL.val(looks.stream().map(SessionLook::number).toArray(Long[]::new)))
        .fetch(row ->
            new SessionLook(
                new TeamId(row.get(0, UUID.class)),
                new SessionId(row.get(1, UUID.class)),
                row.get(2, Long.class)));
  }

  /** Runs of the session that have not ended. */
  public List<RunId> open(TeamId team, SessionId session) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(
            RUN.TEAM_ID.eq(team.value()),
            RUN.SESSION_ID.eq(session.value()),
            RUN.FINISHED_AT.isNull())
        // The last one first: whoever cancels them all lets none begin.
        .orderBy(RUN.SESSION_NUMBER.desc())
        .fetch(row -> new RunId(row.value1()));
  }

  private static String small(@Nullable String name) {
    return name == null ? "" : SessionTexts.kept(name);
  }

  static Condition is(TeamId team, SessionId session) {
    return SESSION
        .TEAM_ID
        .eq(team.value())
        .and(SESSION.ID.eq(session.value()))
        .and(SESSION.DELETED_AT.isNull());
  }
}
