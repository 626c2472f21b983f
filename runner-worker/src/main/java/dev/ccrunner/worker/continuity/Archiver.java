package dev.ccrunner.worker.continuity;

import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.sandbox.Bind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * GNU tar on the directories of a job, inside of its sandbox and as its user: what a run has left
 * there, names and links and all, is never followed by anybody outside.
 *
 * <p>tar keeps notes of what it has seen (its listed-incremental files), in a directory that the
 * run does not see. An archive of changes is made against the notes of the one before it; the run
 * may work meanwhile.
 */
final class Archiver {
  /**
   * Takes the folder of notes, those to go on from (or nothing), those to write, and by how many
   * seconds the former are taken to be older. The kernel stamps files with a clock that is some
   * milliseconds behind: what the run changed while tar was looking may bear a time before tar's.
   * Holes of files are found by reading: some file systems tell of holes where data has not reached
   * the disk yet.
   */
  private static final String ARCHIVE =
      """
      notes=$1 from=$2 to=$3 back=$4
      shift 4
      for old in "$notes"/*; do
        [ "$old" = "$notes/$from" ] || rm -f "$old"
      done
      if [ -n "$from" ]; then
        since=$(tr '\\0' '\\n' <"$notes/$from" | sed -n 2p)
        sed -z "1s/\\n$since\\$/\\n$((since - back))/" "$notes/$from" >"$notes/$to" || exit 9
      fi
      exec tar --create --listed-incremental="$notes/$to" --sparse --hole-detection=raw "$@"
      """;

  private final Job job;
  private final Duration atMost;
  private final Bind notes;

  Archiver(Job job, Duration atMost) {
    this.job = job;
    this.atMost = atMost;
    this.notes = Bind.writable(job.aside("snapshot"), Path.of("/aside/snapshot"));
  }

  /**
   * Archives the workspace.
   *
   * @param from the notes of the archive before this one; empty: everything is archived
   * @param back by how many seconds those are taken to be older
   * @param to a name for the notes of this one
   */
  ToolExit archive(String from, int back, String to, OutputStream out)
      throws IOException, InterruptedException {
    return archive(from, back, to, "-", out);
  }

  /** Notes what the workspace is now, and archives nothing. */
  ToolExit look(String to) throws IOException, InterruptedException {
    return archive("", 0, to, "/dev/null", OutputStream.nullOutputStream());
  }

  private ToolExit archive(String from, int back, String to, String file, OutputStream out)
      throws IOException, InterruptedException {
    var argv = new ArrayList<>(List.of("/bin/sh", "-c", ARCHIVE, "archive"));
    argv.addAll(List.of(job.sandbox().inside(notes).toString(), from, to, Integer.toString(back)));
    argv.addAll(List.of("--file=" + file, "--directory=" + workspace(), "."));
    return job.workbench()
        .runOnAllFiles(Tool.of("archive", argv, atMost).with(List.of(notes)).writing(out));
  }

  /** Archives the workspace as a whole, for everybody who has a tar. */
  ToolExit archiveWhole(OutputStream out) throws IOException, InterruptedException {
    return whole(Tool.of("archive", wholeOf(workspace()), atMost), out);
  }

  /** Archives that directory beside the workspace. */
  ToolExit archiveAside(String name, OutputStream out) throws IOException, InterruptedException {
    var aside = aside(name);
    var argv = wholeOf(job.sandbox().inside(aside));
    return whole(Tool.of("archive", argv, atMost).with(List.of(aside)), out);
  }

  private ToolExit whole(Tool tool, OutputStream out) throws IOException, InterruptedException {
    return job.workbench().runOnAllFiles(tool.writing(out));
  }

  private static List<String> wholeOf(Path directory) {
    return List.of(
        "/bin/tar",
        "--create",
        "--file=-",
        "--sparse",
        "--hole-detection=raw",
        "--directory=" + directory,
        ".");
  }

  /** Makes the workspace what it was: after a full archive, each one of changes in order. */
  ToolExit bringBack(InputStream archive) throws IOException, InterruptedException {
    return job.workbench()
        .runOnAllFiles(Tool.of("restore", extraction(workspace()), atMost).reading(archive));
  }

  /** The same for a directory beside it. */
  ToolExit bringBackAside(String name, InputStream archive)
      throws IOException, InterruptedException {
    var aside = aside(name);
    var argv = extraction(job.sandbox().inside(aside));
    return job.workbench()
        .runOnAllFiles(Tool.of("restore", argv, atMost).with(List.of(aside)).reading(archive));
  }

  private static List<String> extraction(Path directory) {
    return List.of(
        "/bin/tar",
        "--extract",
        "--file=-",
        "--listed-incremental=/dev/null",
        "--same-permissions",
        "--no-same-owner",
        "--directory=" + directory);
  }

  private Bind aside(String name) {
    return Bind.writable(job.aside(name), Path.of("/aside/" + name));
  }

  private Path workspace() {
    return job.inside().workspace();
  }
}
