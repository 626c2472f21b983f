package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.postgres.NumberedRun;
import dev.ccrunner.infra.postgres.SessionLook;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Optional;

/**
 * The runs of a session, in order. A place is the number of a run in the session and that of an
 * event in its log.
 *
 * <p>While there is no next run the subscriber rests, and nobody asks for it but {@link
 * SessionStreams#look}, once for all who rest.
 */
final class SessionCourse implements Course {
  private final TeamId team;
  private final SessionId session;
  private final SessionStreams streams;

  /** Of the run that is shown, or was last. Written by the subscriber's own thread. */
  private volatile long number;

  /** There may be something to go on with, as far as anybody knows. */
  private volatile boolean news = true;

  SessionCourse(TeamId team, SessionId session, SessionStreams streams, long number) {
    this.team = team;
    this.session = session;
    this.streams = streams;
    this.number = number;
  }

  /** What is known of the session. */
  SessionLook look() {
    return new SessionLook(team, session, number);
  }

  /** The session has another run, or takes no more. */
  void hasNews() {
    news = true;
  }

  @Override
  public Frame shown(Frame event) {
    return event.withId(new StreamPlace(number, event.seq()).toString());
  }

  @Override
  public Frame cursor(long seq) {
    return Frame.cursor(new StreamPlace(number, seq).toString());
  }

  @Override
  public boolean asks() {
    return news;
  }

  @Override
  public Step goOn(Subscriber subscriber) {
    if (!news) {
      return Step.NOT_YET;
    }
    // Before the question: what becomes known meanwhile is asked for again.
    news = false;
    try {
      return goOnNow(subscriber);
    } catch (RuntimeException e) {
      news = true;
      throw e;
    }
  }

  private Step goOnNow(Subscriber subscriber) {
    // The state first: a session takes no runs any more once it is seen to be closed.
    boolean open = streams.open(team, session);
    Optional<NumberedRun> next = streams.runAfter(team, session, number);
    if (next.isPresent()) {
      number = next.get().number();
      news = true;
      streams.follow(subscriber, team, next.get().run());
      return Step.ANOTHER_LOG;
    }
    if (!open) {
      return Step.OVER;
    }
    streams.rest(subscriber, this);
    return Step.NOT_YET;
  }
}
