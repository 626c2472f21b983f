package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.SESSION;

import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions by words in their name, or in the prompts and results of their runs.
 *
 * <p>Any part of a text is found, as languages need that are written without spaces. No index does
 * that for words of two characters, so the texts of the team are looked through, newest sessions
 * first, a bounded number of them for each page; whoever asks for the next page goes on from there.
 */
public class SessionSearch {
  /** Sessions that are looked at in one statement. */
  private static final int PORTION = 500;

  private final DSLContext db;

  SessionSearch(DSLContext db) {
    this.db = db;
  }

  /**
   * What one page found.
   *
   * @param sessions newest first
   * @param last the session up to which was looked; null: there are no more
   */
  public record Found(List<StoredSession> sessions, @Nullable SessionId last) {
    public Found {
      sessions = List.copyOf(sessions);
    }
  }

  /**
   * Up to {@code limit} sessions with these words.
   *
   * @param rows runs that are looked through at most; in a session that has more, the newest of
   *     them
   */
  public Found search(TeamId team, SessionFilter filter, String words, int limit, int rows) {
    var found = new ArrayList<StoredSession>();
    var rest = filter;
    long left = rows;
    while (true) {
      var portion = affordable(candidates(team, rest, rows), left);
      if (portion.isEmpty()) {
        return new Found(found, null);
      }
      for (var session : matching(team, portion, words, rows)) {
        found.add(session);
        if (found.size() == limit) {
          return new Found(found, session.id());
        }
      }
      SessionId last = portion.getLast().id();
      left -= portion.stream().mapToLong(Candidate::cost).sum();
      if (left <= 0) {
        return new Found(found, last);
      }
      rest = rest.after(last);
    }
  }

  /**
   * A session that may have the words.
   *
   * @param cost how many rows it takes to find out
   */
  private record Candidate(SessionId id, long cost) {}

  private List<Candidate> candidates(TeamId team, SessionFilter filter, int rows) {
    return db.select(SESSION.ID, SESSION.RUN_COUNT)
        .from(SESSION)
        .where(SessionLedger.wanted(team, filter))
        .orderBy(SESSION.ID.desc())
        .limit(PORTION)
        .fetch(row -> new Candidate(new SessionId(row.value1()), 1 + Math.min(row.value2(), rows)));
  }

  /** The first of them that {@code left} rows are enough for, and in any case one. */
  private static List<Candidate> affordable(List<Candidate> candidates, long left) {
    int count = 0;
    for (long cost = 0; count < candidates.size() && cost < left; count++) {
      cost += candidates.get(count).cost();
    }
    return candidates.subList(0, count);
  }

  private List<StoredSession> matching(
      TeamId team, List<Candidate> candidates, String words, int rows) {
    var ids = candidates.stream().map(candidate -> candidate.id().value()).toArray(UUID[]::new);
    return db.selectFrom(SESSION)
        .where(SESSION.TEAM_ID.eq(team.value()), SESSION.ID.eq(DSL.any(ids)))
        .and(
            DSL.condition(
                """
                (strpos(session.search_name, {0}) > 0 or exists (
                  select from session_text words
                  where words.team_id = session.team_id and words.session_id = session.id
                    and words.number > session.run_count - {1}
                    and (strpos(words.prompt, {0}) > 0 or strpos(words.result, {0}) > 0)))
                """,
                DSL.val(SessionTexts.small(words)), DSL.val(rows)))
        .orderBy(SESSION.ID.desc())
        .fetch(SessionRows::read);
  }
}
