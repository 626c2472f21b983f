package dev.ccrunner.bench.load;

import dev.ccrunner.bench.report.Latencies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Many clients that submit runs; each has its own connection, and each submit its own key. */
public final class SubmitLoad {

  private final Api api;
  private final int clients;
  private final String body;

  public SubmitLoad(Api api, int clients, String prompt) {
    this.api = api;
    this.clients = clients;
    this.body = Api.body(prompt, "submit");
  }

  /** As fast as it goes: each client submits again as soon as it has its answer. */
  public Load closedLoop(double seconds) throws InterruptedException, IOException {
    return run(seconds, (_, previous) -> Math.max(previous, System.nanoTime()));
  }

  /**
   * At this rate whatever the answers do. A submit that has to wait because the ones before it were
   * slow is late, and its time counts from when it should have been sent.
   */
  public Load openLoop(double seconds, double perSecond) throws InterruptedException, IOException {
    var begin = System.nanoTime();
    var between = (long) (clients * 1e9 / perSecond);
    return run(
        seconds,
        (client, previous) ->
            previous == 0 ? begin + client * between / clients : previous + between);
  }

  private interface Schedule {
    /** When to send next, and from when to count; {@code previous} is 0 for the first. */
    long next(int client, long previous);
  }

  private Load run(double seconds, Schedule schedule) throws InterruptedException, IOException {
    var latencies = new Latencies();
    var accepted = new LongAdder();
    var begin = System.nanoTime();
    var end = begin + (long) (seconds * 1e9);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var i = 0; i < clients; i++) {
        var client = i;
        running.add(
            threads.submit(() -> {
              submit(client, end, schedule, latencies, accepted);
              return null;
            }));
      }
      join(running);
    }
    return new Load(accepted.sum() * 1e9 / (System.nanoTime() - begin), latencies);
  }

  private void submit(
      int client, long end, Schedule schedule, Latencies latencies, LongAdder accepted)
      throws IOException {
    try (var connection = new HttpConnection(api.port())) {
      for (var at = schedule.next(client, 0); at < end; at = schedule.next(client, at)) {
        for (var wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        var answer = connection.ask(api.post(body, ""));
        if (answer.status() != 202) {
          throw new IOException("Expected status 202, found " + answer);
        }
        latencies.addNanos(System.nanoTime() - at);
        accepted.increment();
      }
    }
  }

  private static void join(List<Future<?>> running) throws InterruptedException, IOException {
    for (var each : running) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new IOException("A client could not go on: " + e.getCause(), e);
      }
    }
  }
}
