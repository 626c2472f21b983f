package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.postgres.NumberedRun;
import dev.ccrunner.infra.postgres.SessionLook;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The logs of a session's runs, one after the other, as a stream and as pages. Each run is followed
 * as for a stream of its own; between two runs a client rests and costs nothing but its connection.
 */
public final class SessionStreams {
  /** Runs that one page looks into; a page of rare types may end there, and the next goes on. */
  private static final int RUNS_OF_PAGE = 100;

  private final RunStreams runs;
  private final SessionHistory history;

  /** Keeps a crowd of clients that come at once from taking every connection to PostgreSQL. */
  private final Semaphore asking;

  /** Clients for whom there is no next run yet. */
  private final Map<Subscriber, SessionCourse> waiting = new ConcurrentHashMap<>();

  SessionStreams(RunStreams runs, SessionHistory history, StreamSettings settings) {
    this.runs = runs;
    this.history = history;
    this.asking = new Semaphore(settings.replay().concurrency());
  }

  /**
   * Answers {@code request} with the stream of the session from {@code place} on: returns at once,
   * and the answer goes on until the session is archived or deleted and all its runs have ended,
   * the client leaves, the caller is not admitted any more or the gateway stops.
   *
   * @param options where it begins in the first run, and what the client wants to see
   * @param admitted whether the caller may still see it; asked now and then, and may take its time
   * @throws ProblemException when there is no such session, or no room for another stream
   */
  void stream(
      HttpServletRequest request,
      HttpServletResponse response,
      TeamId team,
      SessionId session,
      StreamPlace place,
      StreamOptions options,
      BooleanSupplier admitted)
      throws IOException {
    boolean open = existing(team, session);
    long before = Math.max(0, place.number() - 1);
    Optional<NumberedRun> first =
        runAfter(team, session, before).filter(run -> run.number() == place.number());
    if (!open && nothingFollows(team, session, place, first)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    var course =
        new SessionCourse(team, session, this, first.isPresent() ? place.number() : before);
    runs.open(
        request,
        response,
        connection ->
            first.isPresent()
                ? runs.feeds()
                    .join(
                        team,
                        first.get().run(),
                        feed ->
                            runs.subscriber(
                                connection, feed, course, options, admitted, this::left))
                : runs.feeds()
                    .rest(feed ->
                        runs.subscriber(
                            connection,
                            feed,
                            course,
                            new StreamOptions(0, options.deltas(), options.types()),
                            admitted,
                            this::left)));
  }

  private boolean nothingFollows(
      TeamId team, SessionId session, StreamPlace place, Optional<NumberedRun> first) {
    return runAfter(team, session, place.number()).isEmpty()
        && (first.isEmpty() || runs.isEnd(team, first.get().run(), place.seq()));
  }

  private void left(Subscriber subscriber) {
    waiting.remove(subscriber);
    runs.left(subscriber);
  }

  /**
   * Up to {@code limit} events of {@code types} (empty: all) after {@code place}.
   *
   * @throws ProblemException when there is no such session
   */
  SessionEventPage page(
      TeamId team, SessionId session, StreamPlace place, int limit, Set<String> types) {
    boolean open = existing(team, session);
    List<RunEvent> events = new ArrayList<>();
    long before = Math.max(0, place.number() - 1);
    long after = place.seq();
    for (int looked = 0; looked < RUNS_OF_PAGE && events.size() < limit; looked++) {
      Optional<NumberedRun> next = runAfter(team, session, before);
      if (next.isEmpty()) {
        return new SessionEventPage(events, open ? new StreamPlace(before + 1, 0) : null);
      }
      long number = next.get().number();
      var page =
          runs.page(
              team,
              next.get().run(),
              number == place.number() ? after : 0,
              limit - events.size(),
              types);
      events.addAll(page.events());
      if (page.nextAfter() != null) {
        return new SessionEventPage(events, new StreamPlace(number, page.nextAfter()));
      }
      before = number;
    }
    return new SessionEventPage(events, new StreamPlace(before + 1, 0));
  }

  private boolean existing(TeamId team, SessionId session) {
    return asked(() -> history.open(team, session))
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.SESSION_NOT_FOUND, "There is no session " + session + "."));
  }

  /** Whether the session takes runs. */
  boolean open(TeamId team, SessionId session) {
    return asked(() -> history.open(team, session)).orElse(false);
  }

  Optional<NumberedRun> runAfter(TeamId team, SessionId session, long number) {
    return asked(() -> history.runAfter(team, session, number));
  }

  private <T> T asked(Supplier<T> question) {
    asking.acquireUninterruptibly();
    try {
      return question.get();
    } finally {
      asking.release();
    }
  }

  void follow(Subscriber subscriber, TeamId team, RunId run) {
    runs.feeds().move(subscriber, team, run);
  }

  /** Until {@link #look} has seen something new. */
  void rest(Subscriber subscriber, SessionCourse course) {
    waiting.put(subscriber, course);
    runs.feeds().moveToRest(subscriber);
  }

  /** Looks for the next runs of all who wait, and wakes those who have one. */
  void look() {
    // One that left while it was laid to rest.
    waiting.keySet().removeIf(Subscriber::isClosed);
    if (waiting.isEmpty()) {
      return;
    }
    var looks = new HashSet<SessionLook>();
    waiting.values().forEach(course -> looks.add(course.look()));
    var news = Set.copyOf(history.withNews(looks));
    waiting.forEach((subscriber, course) -> {
      if (news.contains(course.look()) && waiting.remove(subscriber, course)) {
        course.hasNews();
        subscriber.wake();
      }
    });
  }
}
