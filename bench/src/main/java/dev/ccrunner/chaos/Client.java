package dev.ccrunner.chaos;

import dev.ccrunner.bench.load.Api;
import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.load.NothingFollows;
import dev.ccrunner.event.EventType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's view of the gateways: it asks any of them, asks another when one does not answer,
 * and goes on with the same key or the last event's number, as a good client would. Nothing it does
 * goes on after {@link #giveUp}.
 */
final class Client {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final List<Api> gateways;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean givenUp;

  Client(List<Api> gateways) {
    this.gateways = List.copyOf(gateways);
  }

  void giveUp() {
    givenUp = true;
    cutAll();
  }

  /** Breaks off every stream that is open now; answers how many. */
  int cutAll() {
    var cut = List.copyOf(open);
    for (var stream : cut) {
      try {
        stream.close();
      } catch (IOException _) {
        // Then it is cut already.
      }
    }
    return cut.size();
  }

  /** The session of that number, which is begun if it is not there; empty: nobody answered. */
  String session(int talk) {
    var reply =
        post("/v1/sessions", "{\"name\":\"talk %d\"}".formatted(talk), "talk-" + talk, talk);
    return reply.isEmpty() ? "" : JSON.readTree(reply).path("id").asString("");
  }

  /** The ids that the order was answered with: one, if all is well; none: nobody answered. */
  Set<String> submit(Order order, long seed) throws InterruptedException {
    var random = new Random(seed);
    int first = random.nextInt(gateways.size());
    var key = "order-" + order.number();
    if (!order.twice()) {
      return submit(order, key, first);
    }
    var ids = new TreeSet<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Set<String>> here = () -> submit(order, key, first);
      Callable<Set<String>> there = () -> submit(order, key, first + 1);
      for (Future<Set<String>> answer : threads.invokeAll(List.of(here, there))) {
        ids.addAll(answer.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A client broke", e);
    }
    return ids;
  }

  private Set<String> submit(Order order, String key, int first) {
    var reply = post("/v1/runs", order.body(), key, first);
    return reply.isEmpty() ? Set.of() : Set.of(JSON.readTree(reply).path("id").asString(""));
  }

  void cancel(String run, int first) {
    var _ = post("/v1/runs/" + run + "/cancel", "{}", "cancel-" + run, first);
  }

  /** The answer's body; empty when nobody answered well before the end. */
  private String post(String path, String body, String key, int first) {
    for (int i = first; !givenUp; i++) {
      try {
        var reply = gateways.get(i % gateways.size()).post(path, body, key, "");
        if (reply.status() < 300) {
          return reply.body();
        }
        if (reply.status() < 500 && reply.status() != 409 && reply.status() != 429) {
          throw new IllegalStateException(
              "Expected POST %s to work, found %s".formatted(path, reply));
        }
      } catch (IOException | NumberFormatException _) {
        // Killed, stopped or cut in the middle of an answer: the next one may know.
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return "";
  }

  /** Everything of a run, from its first event to its last, on as many connections as it takes. */
  Watched watch(String run, long seed) {
    var random = new Random(seed);
    var seen = new ArrayList<String>();
    int gateway = random.nextInt(gateways.size());
    boolean ended = false;
    while (!ended && !givenUp) {
      // A third of the connections is kept for as long as it holds.
      int atMost = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 25);
      ended = stream(gateways.get(gateway++ % gateways.size()), run, atMost, seen);
      if (!ended) {
        LockSupport.parkNanos(random.nextLong(PAUSE.toNanos()));
      }
    }
    return new Watched(run, seen);
  }

  /** Adds what it reads to {@code seen}; answers whether there is nothing more to come. */
  private boolean stream(Api gateway, String run, int atMost, List<String> seen) {
    long after = seen.isEmpty() ? 0 : JSON.readTree(seen.getLast()).path("seq").asLong(0);
    try (var stream = new EventStream(gateway, run, after)) {
      open.add(stream);
      try {
        return read(stream, atMost, seen);
      } finally {
        open.remove(stream);
      }
    } catch (NothingFollows _) {
      return true;
    } catch (IOException | NumberFormatException _) {
      return false; // broken off; what was read is kept
    }
  }

  private static boolean read(EventStream stream, int atMost, List<String> seen)
      throws IOException {
    boolean ended = false;
    int count = 0;
    for (var event = stream.next(); event != null; event = stream.next()) {
      seen.add(event.data());
      count++;
      // After the end it reads on: the server has to close, and nothing may follow.
      ended |= EventType.terminal(event.type());
      if (count >= atMost && !ended) {
        return false;
      }
    }
    return ended;
  }
}
