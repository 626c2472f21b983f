package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.FailureCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repositories that a worker keeps, so that the next run gets from the network only what is
 * new. One for each team, address, credential and depth: what one may read, another one may not.
 *
 * <p>Each is held by one at a time, in this process and in others. The lock is beside the
 * repository and not in it, so that it can be deleted while it is held.
 */
final class Mirrors {
  private static final Logger log = LoggerFactory.getLogger(Mirrors.class);
  private static final String LOCK = ".lock";
  private static final long LOOK_MILLIS = 50;

  private final Path folder;
  private final GitSettings settings;
  private final Clock clock;
  private final Map<String, ReentrantLock> heldHere = new ConcurrentHashMap<>();

  Mirrors(Path folder, GitSettings settings, Clock clock) throws IOException {
    this.folder = Folders.ofOurOwn(folder);
    this.settings = settings;
    this.clock = clock;
  }

  /** The name of the mirror for all that; it tells nothing of it. */
  static String key(String team, String url, @Nullable String secret, int depth) {
    try {
      var text = String.join("\n", team, url, secret == null ? "" : secret, "" + depth);
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 20);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A mirror that is held; closing it lets others have it. */
  final class Held implements AutoCloseable {
    private final String key;
    private final ReentrantLock lock;
    private final FileChannel channel;

    private Held(String key, ReentrantLock lock, FileChannel channel) {
      this.key = key;
      this.lock = lock;
      this.channel = channel;
    }

    /** Where it is, or is to be. */
    Path folder() {
      return folder.resolve(key);
    }

    boolean isThere() {
      return Files.exists(folder().resolve("HEAD"));
    }

    /** It was of use: it stays for longer. */
    void used() throws IOException {
      Files.setLastModifiedTime(folder(), FileTime.from(clock.instant()));
    }

    /** It is broken, or not wanted any more. */
    void forget() throws IOException {
      RemovedFolder.at(folder());
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits for it, if it must. */
  Held hold(String key, BooleanSupplier unless)
      throws IOException, InterruptedException, GitFailed {
    long looks = settings.timeout().toMillis() / LOOK_MILLIS + 1;
    var lock = heldHere.computeIfAbsent(key, _ -> new ReentrantLock());
    for (long look = 0; look < looks && !unless.getAsBoolean(); look++) {
      if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        var held = locked(key, lock);
        if (held.isPresent()) {
          return held.get();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      }
    }
    throw new GitFailed(
        FailureCode.WORKSPACE_FAILED,
        "Waited for the worker's copy of the repository, which other runs were fetching.");
  }

  /**
   * The file's lock too. A second channel of this process on the same file would take the first
   * one's lock away when it is closed; the first lock keeps it from being opened.
   */
  private Optional<Held> locked(String key, ReentrantLock lock) throws IOException {
    FileChannel channel = null;
    boolean got = false;
    try {
      channel =
          FileChannel.open(
              folder.resolve(key + LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      got = channel.tryLock() != null;
      return got ? Optional.of(new Held(key, lock, channel)) : Optional.empty();
    } finally {
      if (!got) {
        if (channel != null) {
          channel.close();
        }
        lock.unlock();
      }
    }
  }

  /** Removes what nobody has used for long, and more while there is too much. */
  void tidy() throws IOException {
    var kept = all();
    kept.sort(Comparator.comparing(Kept::used));
    long sum = kept.stream().mapToLong(Kept::bytes).sum();
    var oldest = clock.instant().minus(settings.cacheAge());
    for (var mirror : kept) {
      boolean tooMuch = sum > settings.cacheSize().toBytes();
      if ((tooMuch || mirror.used().isBefore(oldest)) && removed(mirror.key())) {
        sum -= mirror.bytes();
      }
    }
  }

  private record Kept(String key, Instant used, long bytes) {}

  private List<Kept> all() throws IOException {
    var found = new ArrayList<Kept>();
    try (var paths = Files.newDirectoryStream(folder, Files::isDirectory)) {
      for (var path : paths) {
        found.add(
            new Kept(
                path.getFileName().toString(),
                Files.getLastModifiedTime(path).toInstant(),
                SizeWatch.sizeOf(path)));
      }
    }
    return found;
  }

  /** Not one that is in use. */
  private boolean removed(String key) throws IOException {
    var lock = heldHere.computeIfAbsent(key, _ -> new ReentrantLock());
    // A lock lets its own thread in twice.
    if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
      return false;
    }
    var held = locked(key, lock);
    if (held.isEmpty()) {
      return false;
    }
    try (var mirror = held.get()) {
      mirror.forget();
      log.info("The worker's copy of a repository is removed ({})", key);
      return true;
    }
  }
}
