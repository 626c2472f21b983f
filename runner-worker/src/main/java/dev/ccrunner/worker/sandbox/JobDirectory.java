package dev.ccrunner.worker.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories of one attempt; closing it deletes them, whatever the run did to them. Close its
 * processes first.
 */
public final class JobDirectory implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JobDirectory.class);

  private final Path path;
  private final RunUser user;
  private final Path scratch;

  private JobDirectory(Path path, RunUser user, Path scratch) {
    this.path = path;
    this.user = user;
    this.scratch = scratch;
  }

  static JobDirectory create(Path path, RunUser user, Path scratch) throws IOException {
    Files.createDirectory(path); // fails when another attempt still has it
    var directory = new JobDirectory(path, user, scratch);
    Host.directory(path, "rwx------");
    Host.directory(directory.workspace(), "rwxr-xr-x");
    Host.directory(directory.home(), "rwx------");
    Host.directory(directory.temporary(), "rwx------");
    directory.handOver();
    return directory;
  }

  public Path workspace() {
    return path.resolve("workspace");
  }

  public Path home() {
    return path.resolve("home");
  }

  public Path temporary() {
    return path.resolve("tmp");
  }

  /**
   * A directory of the job that Claude Code's sandbox does not show, for what is known about a run
   * and must not be the run's to change; made when it is first asked for. It belongs to the run's
   * user, since programs of ours that read the workspace run as that user too.
   */
  public Path aside(String name) {
    var directory = path.resolve("aside-" + name);
    try {
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        Host.directory(directory, "rwx------");
        if (user.uid().isPresent()) {
          Host.giveTo(directory, user.uid().getAsInt());
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("Could not create " + directory, e);
    }
  }

  /** {@link JobRoot#scratch()}. */
  public Path scratch() {
    return scratch;
  }

  /** The host's side of the sandbox's paths. */
  public SandboxPaths paths(Path socketDirectory, Path cliBinary) {
    return new SandboxPaths(workspace(), home(), temporary(), socketDirectory, cliBinary);
  }

  /**
   * Gives everything the worker put into the directories to the run's user. Only before the run
   * starts: afterwards the run could exchange what is walked here for something else.
   */
  public void handOver() {
    if (user.uid().isEmpty()) {
      return;
    }
    var uid = user.uid().getAsInt();
    try {
      Files.walkFileTree(path, new GiveAll(uid));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not give " + path + " to uid " + uid, e);
    }
  }

  /**
   * Gives one thing that the worker has made in here to the run's user; a link itself, not what it
   * leads to. As above, only before the run starts.
   */
  public void give(Path made) throws IOException {
    if (user.uid().isPresent()) {
      Host.giveTo(made, user.uid().getAsInt());
    }
  }

  @Override
  public void close() {
    try {
      RemoveTree.at(path);
    } catch (IOException e) {
      // The run's outcome does not depend on it, and the next start of the worker clears the job
      // root.
      log.warn(
          "Could not delete {}: {}; it is tried again when the worker starts", path, e.toString());
    }
  }

  private static final class GiveAll extends SimpleFileVisitor<Path> {
    private final int uid;

    GiveAll(int uid) {
      this.uid = uid;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Host.giveTo(file, uid);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Host.giveTo(directory, uid);
      return FileVisitResult.CONTINUE;
    }
  }
}
