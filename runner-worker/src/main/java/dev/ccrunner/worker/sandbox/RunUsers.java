package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.ProcessScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends each run an unprivileged user of its own when the worker is root.
 *
 * <p>Several workers may share a host, and ending a run ends every process of its uid: a uid must
 * never be lent twice. So each is held by a lock on a file, which the kernel lets go when its
 * worker dies, however it dies. The next borrower first ends what such a worker left running.
 *
 * <p>They are lent in turn: the kernel goes on counting a killed user's processes for a moment, and
 * whoever came right after somebody with many of them would be refused its first.
 */
public final class RunUsers {

  private static final Logger log = LoggerFactory.getLogger(RunUsers.class);

  private final SandboxSettings settings;
  private final ChildProcesses processes;
  private final @Nullable Path locks;
  private final AtomicInteger turn;

  private RunUsers(
      SandboxSettings settings, ChildProcesses processes, @Nullable Path locks, int first) {
    this.settings = settings;
    this.processes = processes;
    this.locks = locks;
    this.turn = new AtomicInteger(first);
  }

  public static RunUsers open(SandboxSettings settings, ChildProcesses processes) {
    return new RunUsers(
        settings,
        processes,
        Host.isRoot() ? lockDirectory(Path.of(System.getProperty("java.io.tmpdir"))) : null,
        // Workers beside each other seldom want the same.
        ThreadLocalRandom.current().nextInt(settings.uidCount()));
  }

  static RunUsers lockedIn(Path locks, SandboxSettings settings, ChildProcesses processes) {
    return new RunUsers(settings, processes, locks, 0);
  }

  /** In a place anyone may write to, the directory is only ours when root made it. */
  private static Path lockDirectory(Path temporary) {
    try {
      var locks = temporary.resolve("ccr-run-users");
      if (!Files.isDirectory(locks, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(locks);
      }
      if (Host.ownerOf(locks) != 0) {
        throw new IllegalStateException(
            "Expected "
                + locks
                + " to belong to root, but uid "
                + Host.ownerOf(locks)
                + " made it");
      }
      return Host.directory(locks, "rwx------");
    } catch (IOException e) {
      throw new UncheckedIOException("Could not prepare the locks of the run users", e);
    }
  }

  /** The worker's own user, or a free one of the range. */
  public RunUser lend() {
    return tryLend()
        .orElseThrow(() ->
            new IllegalStateException(
                "No free run user: all %d from uid %d on are lent; raise ccr.worker.sandbox.uid-count"
                    .formatted(settings.uidCount(), settings.uidBase())));
  }

  /** The same; empty when all are lent. */
  public Optional<RunUser> tryLend() {
    if (locks == null) {
      return Optional.of(RunUser.ofTheWorker());
    }
    for (int tried = 0; tried < settings.uidCount(); tried++) {
      int next = Math.floorMod(turn.getAndIncrement(), settings.uidCount());
      var user = tryLend(locks, settings.uidBase() + next);
      if (user.isPresent()) {
        return user;
      }
    }
    return Optional.empty();
  }

  private Optional<RunUser> tryLend(Path directory, int uid) {
    try {
      var lock = ExclusiveFile.tryHold(directory, Integer.toString(uid));
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      if (!processes.endLeftovers(new ProcessScope("leftovers", OptionalInt.of(uid), false))) {
        log.error("Uid {} still has processes that do not die; it is not lent again", uid);
        lock.get().close();
        return Optional.empty();
      }
      return Optional.of(RunUser.lent(uid, once(lock.get()::close)));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not lock uid " + uid, e);
    }
  }

  private static Runnable once(Runnable task) {
    var done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        task.run();
      }
    };
  }
}
