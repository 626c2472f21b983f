package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.WriteDeadline;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** The log of a run for clients, as a stream and as pages. */
public final class RunStreams {
  private static final String MEDIA_TYPE = "text/event-stream;charset=utf-8";

  private final RunFeeds feeds;
  private final RunHistory history;
  private final StreamSettings settings;
  private final StreamMetrics metrics;
  private final Ticker ticker;
  private final Executor writers;
  private volatile boolean stopping;

  RunStreams(
      RunFeeds feeds,
      RunHistory history,
      StreamSettings settings,
      StreamMetrics metrics,
      Ticker ticker,
      Executor writers) {
    this.feeds = feeds;
    this.history = history;
    this.settings = settings;
    this.metrics = metrics;
    this.ticker = ticker;
    this.writers = writers;
  }

  /**
   * Answers {@code request} with the stream of {@code run}: returns at once, and the answer goes on
   * until the run has ended, the client leaves, the caller is not admitted any more or the gateway
   * stops.
   *
   * @param admitted whether the caller may still see it; asked now and then, and may take its time
   * @throws ProblemException when there is no such run, or no room for another stream
   */
  public void stream(
      HttpServletRequest request,
      HttpServletResponse response,
      TeamId team,
      RunId run,
      StreamOptions options,
      BooleanSupplier admitted)
      throws IOException {
    if (isEnd(team, run, options.after())) {
      // Nothing follows, ever; this is the answer that makes a browser's EventSource stop asking.
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    open(
        request,
        response,
        connection ->
            feeds.join(
                team,
                run,
                feed ->
                    subscriber(
                        connection, feed, Course.OF_ONE_RUN, options, admitted, this::left)));
  }

  /**
   * Answers {@code request} with a stream.
   *
   * @param join makes the subscriber, and adds it to a feed
   */
  void open(
      HttpServletRequest request,
      HttpServletResponse response,
      Function<Connection, Subscriber> join)
      throws IOException {
    admit();
    Subscriber subscriber;
    try {
      subscriber = join.apply(connect(request, response));
    } catch (IOException | RuntimeException e) {
      metrics.closed();
      throw e;
    }
    try {
      subscriber.begin();
    } catch (RuntimeException e) {
      subscriber.close();
      throw e;
    }
    if (stopping) {
      sendAway(subscriber);
    }
  }

  /** A request whose answer goes on. */
  record Connection(AsyncContext context, ServletOutputStream out) {}

  private Connection connect(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no");
    response.setBufferSize((int) settings.outputBuffer().toBytes());
    var _ = WriteDeadline.set(request, settings.writeDeadline());
    var context = request.startAsync();
    context.setTimeout(0);
    // The server's own stream: the one of the argument is guarded for the time of this call only.
    return new Connection(context, context.getResponse().getOutputStream());
  }

  Subscriber subscriber(
      Connection connection,
      RunFeed feed,
      Course course,
      StreamOptions options,
      BooleanSupplier admitted,
      Consumer<Subscriber> whenClosed) {
    return new Subscriber(
        feed,
        course,
        options,
        admitted,
        connection.context(),
        connection.out(),
        settings,
        ticker,
        metrics,
        writers,
        whenClosed);
  }

  RunFeeds feeds() {
    return feeds;
  }

  void left(Subscriber subscriber) {
    feeds.leave(subscriber);
    metrics.closed();
  }

  private void admit() {
    if (stopping) {
      throw ProblemException.of(
          ErrorCode.UNAVAILABLE, "This gateway is going away; ask again, another one answers.");
    }
    if (metrics.opened() > settings.maxStreams()) {
      metrics.closed();
      throw ProblemException.of(
          ErrorCode.UNAVAILABLE,
          "This gateway serves at most %d streams at once (ccr.stream.max-streams)."
              .formatted(settings.maxStreams()));
    }
  }

  /**
   * Up to {@code limit} events of {@code types} (empty: all) after number {@code after}. Of a run
   * that goes on it may have events that PostgreSQL does not have yet.
   *
   * @throws ProblemException when there is no such run
   */
  public EventPage page(TeamId team, RunId run, long after, int limit, Set<String> types) {
    LogState state = existing(team, run);
    boolean over = state.status().terminal();
    var wanted = new StreamOptions(after, false, types);
    List<RunEvent> events = new ArrayList<>();
    long cursor = after;
    boolean end = over && cursor >= state.lastSeq();
    for (int scanned = 0; !end && events.size() < limit && scanned < settings.replay().scan(); ) {
      int size = types.isEmpty() ? limit - events.size() : settings.replay().page();
      List<RunEvent> read =
          over ? history.ofEnded(team, run, cursor, size) : history.read(team, run, cursor, size);
      if (read.isEmpty()) {
        break;
      }
      scanned += read.size();
      for (int i = 0; i < read.size() && events.size() < limit; i++) {
        RunEvent event = read.get(i);
        cursor = event.seq();
        end = event.terminal();
        if (wanted.wants(event.type())) {
          events.add(event);
        }
      }
    }
    return new EventPage(events, end ? null : cursor);
  }

  /**
   * Whether the run has ended and has no event after this number.
   *
   * @throws ProblemException when there is no such run
   */
  boolean isEnd(TeamId team, RunId run, long after) {
    LogState state = existing(team, run);
    return state.status().terminal() && after >= state.lastSeq();
  }

  private LogState existing(TeamId team, RunId run) {
    return history
        .state(team, run)
        .orElseThrow(
            () -> ProblemException.of(ErrorCode.RUN_NOT_FOUND, "There is no run " + run + "."));
  }

  /** Called each moment by housekeeping. */
  void tick() {
    feeds.all().forEach(RunFeed::tick);
  }

  /** Ends the streams of keys that were revoked, of sessions that have ended and the like. */
  void endWhoIsNotAdmitted() {
    for (RunFeed feed : feeds.all()) {
      for (Subscriber subscriber : feed.subscribers()) {
        if (!subscriber.admitted()) {
          subscriber.sendAway(Frame.NOT_ADMITTED);
        }
      }
    }
  }

  /** Tells every client to come back later, to another gateway; new ones are refused. */
  void sendEverybodyAway() {
    stopping = true;
    for (RunFeed feed : feeds.all()) {
      feed.subscribers().forEach(this::sendAway);
    }
  }

  /** Ends what is still open. */
  void closeAll() {
    for (RunFeed feed : feeds.all()) {
      feed.subscribers().forEach(Subscriber::close);
    }
  }

  boolean isEmpty() {
    return feeds.all().isEmpty();
  }

  private void sendAway(Subscriber subscriber) {
    var goodbye = settings.goodbye();
    long millis =
        java.util.concurrent.ThreadLocalRandom.current()
            .nextLong(goodbye.retryMin().toMillis(), goodbye.retryMax().toMillis() + 1);
    subscriber.sendAway(Frame.goodbye(Duration.ofMillis(millis)));
  }
}
