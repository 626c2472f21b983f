package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionSearchTest {
  private static final SessionFilter ALL = new SessionFilter(null, Map.of(), null, null);

  private final Database database = new Database();
  private final SessionSearch search = new SessionSearch(database.db);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void looksThroughNoMoreRunsThanItMayAndGoesOnFromThere() {
    var found = named("needle");
    for (int i = 0; i < 4; i++) {
      database.queuedIn(named("hay"));
    }

    // Each of the four costs two rows: itself and its run.
    var first = search.search(database.team, ALL, "needle", 10, 4);
    assertThat(first.sessions()).isEmpty();
    assertThat(first.last()).isNotNull();
    var pages = new ArrayList<SessionId>();
    for (var page = first; page.last() != null; page = after(page.last())) {
      pages.add(page.last());
    }
    assertThat(pages).hasSize(2);
    assertThat(after(pages.getLast()).sessions())
        .extracting(StoredSession::id)
        .containsExactly(found);
  }

  @Test
  void searchesTheNewestRunsOfASessionThatHasTooMany() {
    var session = named(null);
    for (int i = 0; i < 3; i++) {
      database.queuedIn(session);
    }
    database.db.execute("update session_text set prompt = 'run ' || number");

    assertThat(search.search(database.team, ALL, "run 3", 10, 2).sessions()).hasSize(1);
    assertThat(search.search(database.team, ALL, "run 2", 10, 2).sessions()).hasSize(1);
    assertThat(search.search(database.team, ALL, "run 1", 10, 2).sessions()).isEmpty();
  }

  @Test
  void doesNotSeeWhatIsDeletedArchivedOrAnotherTeams() {
    var session = named("needle");
    database.sessionEnds.delete(database.team, session);

    assertThat(search.search(database.team, ALL, "needle", 10, 100).sessions()).isEmpty();
    assertThat(after(session).last()).isNull();
  }

  @Test
  void keepsTheBeginningOfALongText() {
    String long1 = "x".repeat(SessionTexts.MOST - 1);
    assertThat(SessionTexts.kept(long1 + "AB")).isEqualTo(long1 + "a");
    assertThat(SessionTexts.kept(long1 + "😀")).isEqualTo(long1);
  }

  private SessionSearch.Found after(SessionId last) {
    return search.search(database.team, ALL.after(last), "needle", 10, 4);
  }

  private SessionId named(@Nullable String name) {
    var session = new SessionId(TimeOrderedIds.next());
    database.sessions.create(
        new NewSession(
            database.team,
            session,
            name,
            Map.of(),
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            Duration.ofDays(1),
            UUID.randomUUID(),
            WorkspaceSpec.EMPTY,
            SessionOrigin.NONE));
    return session;
  }
}
