package dev.ccrunner.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ccrunner.worker.process.ProcessScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at this machine's processes again and again: each process of a run carries the run's id and
 * the attempt's epoch in its environment, also inside of a sandbox. What lives and dies between two
 * looks is not seen.
 */
final class LiveProcesses implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final String MARKER = "\0" + ProcessScope.MARKER + "=";

  /** A new process has its parent's environment until it becomes another program. */
  private static final int LOOKS_UNTIL_KNOWN = 3;

  private final Map<String, Set<Long>> together = new HashMap<>();
  private final Set<String> attempts = new HashSet<>();
  private Map<Long, Integer> unmarked = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("live-processes").unstarted(this::run);

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    var epochs = new HashMap<String, Set<Long>>();
    for (var process : marked()) {
      epochs.computeIfAbsent(process.run(), _ -> new TreeSet<>()).add(process.epoch());
    }
    synchronized (together) {
      epochs.forEach((run, alive) -> {
        alive.forEach(epoch -> attempts.add(run + "-" + epoch));
        if (alive.size() > 1) {
          together.computeIfAbsent(run, _ -> new TreeSet<>()).addAll(alive);
        }
      });
    }
  }

  /** The epochs of a run that were alive at the same time, for runs with more than one. */
  Map<String, Set<Long>> together() {
    synchronized (together) {
      return Map.copyOf(together);
    }
  }

  /** How many attempts were seen alive: had it seen none, the rest would mean nothing. */
  int attempts() {
    synchronized (together) {
      return attempts.size();
    }
  }

  /** A living process of a run. */
  record Marked(long pid, String run, long epoch) {}

  /** Those that live now. */
  synchronized List<Marked> marked() {
    var found = new ArrayList<Marked>();
    var stillUnmarked = new HashMap<Long, Integer>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        int looks = unmarked.getOrDefault(pid, 0);
        var process = looks < LOOKS_UNTIL_KNOWN ? read(entry, pid) : null;
        if (process == null) {
          stillUnmarked.put(pid, looks + 1);
        } else {
          found.add(process);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Expected to be able to read /proc", e);
    }
    unmarked = stillUnmarked;
    return found;
  }

  /** Null when it is none of a run, has ended, or is a zombie, whose environment is empty. */
  private static @Nullable Marked read(Path entry, long pid) {
    try {
      var environment = "\0" + Files.readString(entry.resolve("environ"), ISO_8859_1);
      int begin = environment.indexOf(MARKER);
      if (begin < 0) {
        return null;
      }
      int end = environment.indexOf('\0', begin + MARKER.length());
      var marker = environment.substring(begin + MARKER.length(), end);
      int dash = marker.lastIndexOf('-');
      return new Marked(pid, marker.substring(0, dash), Long.parseLong(marker.substring(dash + 1)));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
      return null;
    }
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
