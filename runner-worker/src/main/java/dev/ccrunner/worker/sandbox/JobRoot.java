package dev.ccrunner.worker.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one worker keeps the directories of its runs, the broker's socket, and a reachable Claude
 * Code binary.
 *
 * <p>A run with a uid of its own opens its directories itself (bubblewrap, started as that uid,
 * does), so every directory above them must let others pass. The place the settings name often does
 * not: a data folder under /root, a home with mode 0700. Opening those up is not ours to do, and
 * handing open file descriptors through the launch would only serve one of the levels. So a root
 * that cannot be reached, or whose path is too long for a socket, is replaced by one under the
 * temporary directory, with a line in the log. Each run's own directory has mode 0700 and belongs
 * to the run's user, so that runs do not see each other at any level when the worker is root.
 */
public final class JobRoot implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JobRoot.class);

  /**
   * The kernel's bound on the path of a unix socket is 107 bytes; some are for the directories and
   * the name below.
   */
  private static final int LONGEST_ROOT = 80;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

  private final Path path;
  private final ExclusiveFile lock;

  /** Whether nobody named this place, so that nobody expects it to stay. */
  private final boolean replacement;

  private JobRoot(Path path, ExclusiveFile lock, boolean replacement) {
    this.path = path;
    this.lock = lock;
    this.replacement = replacement;
  }

  /**
   * Opens the root for this worker alone and clears what a killed worker left in it.
   *
   * @param preferred a directory for this purpose only, another one for each worker
   */
  public static JobRoot open(Path preferred) {
    try {
      var named = preferred.toAbsolutePath().normalize();
      var path = suitable(named);
      return openAt(path, !path.equals(named));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not prepare the job root " + preferred, e);
    }
  }

  private static Path suitable(Path preferred) throws IOException {
    Files.createDirectories(preferred);
    var reachable = !Host.isRoot() || Host.isReachableByAnyone(preferred);
    if (reachable && preferred.toString().getBytes(UTF_8).length <= LONGEST_ROOT) {
      return preferred;
    }
    var replacement = replacementOf(preferred);
    log.info(
        "Runs are kept in {}, because {} {}",
        replacement,
        preferred,
        reachable ? "is too long for a socket's path" : "cannot be reached by the runs' own users");
    return replacement;
  }

  /** The same for the same root, so that a restarted worker finds and clears what it left. */
  private static Path replacementOf(Path preferred) throws IOException {
    var id = UUID.nameUUIDFromBytes(preferred.toString().getBytes(UTF_8));
    var replacement = Path.of(System.getProperty("java.io.tmpdir"), "ccr-jobs-" + id);
    var own = Host.uid();
    var exists = Files.exists(replacement, LinkOption.NOFOLLOW_LINKS);
    var trusted =
        Files.isDirectory(replacement, LinkOption.NOFOLLOW_LINKS)
            && Host.ownerOf(replacement) == own;
    return !exists || trusted ? replacement : Files.createTempDirectory("ccr-jobs-");
  }

  private static JobRoot openAt(Path path, boolean replacement) throws IOException {
    Host.directory(path, Host.isRoot() ? "rwx--x--x" : "rwx------");
    var lock =
        ExclusiveFile.tryHold(path, "lock")
            .orElseThrow(() ->
                new IllegalStateException(
                    "The job root " + path + " is in use by another worker; give each its own"));
    var root = new JobRoot(path, lock, replacement);
    RemoveTree.contentsOf(Host.directory(root.jobs(), "rwx--x--x"));
    RemoveTree.contentsOf(root.scratch());
    return root;
  }

  public Path path() {
    return path;
  }

  private Path jobs() {
    return path.resolve("jobs");
  }

  /** An empty workspace, home and temporary directory that belong to the run's user. */
  public JobDirectory create(String run, RunUser user) {
    if (!NAME.matcher(run).matches()) {
      throw new IllegalArgumentException(
          "Expected a run's name like " + NAME + ", but found " + run);
    }
    try {
      return JobDirectory.create(jobs().resolve(run), user, scratch());
    } catch (IOException e) {
      throw new UncheckedIOException("Could not create the directories of " + run, e);
    }
  }

  /** Where the broker puts its socket; every run may look into it, only the worker may write. */
  public Path socketDirectory() {
    return within("sock", "rwxr-xr-x");
  }

  /**
   * For files that are only on their way, where no run looks; what a killed worker has left there
   * is removed when it starts again.
   */
  public Path scratch() {
    return within("scratch", "rwx------");
  }

  Path systemFiles() {
    return within("etc", "rwxr-xr-x");
  }

  private Path within(String name, String permissions) {
    try {
      return Host.directory(path.resolve(name), permissions);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not create " + name + " in " + path, e);
    }
  }

  /**
   * The program itself when every run can execute it where it is; else a hard link to it, or a
   * copy, in a place where they can.
   */
  public Path reachable(Path program) {
    try {
      var real = program.toRealPath();
      var executable =
          Host.othersMay(real, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
      if (!Host.isRoot() || (executable && Host.isReachableByAnyone(real))) {
        return real;
      }
      var target = Host.directory(path.resolve("bin"), "rwx--x--x").resolve(real.getFileName());
      Files.deleteIfExists(target);
      return executable ? linkOrCopy(real, target) : copy(real, target);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not make " + program + " reachable for runs", e);
    }
  }

  private static Path linkOrCopy(Path real, Path target) throws IOException {
    try {
      return Files.createLink(target, real);
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("No hard link from {} to {}: {}", target, real, e.getMessage());
      return copy(real, target);
    }
  }

  private static Path copy(Path real, Path target) throws IOException {
    Files.copy(real, target, StandardCopyOption.REPLACE_EXISTING);
    return Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  public void close() {
    try (lock) {
      if (replacement) {
        RemoveTree.at(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
