package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Tool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the files of a workspace that a run was asked to bring, and stores them. They are listed and
 * read in the sandbox; links are neither followed nor taken. The contents come out one after the
 * other in one stream, each with its length before it, and are never in memory as a whole.
 */
final class Artifacts {
  /**
   * Prints each file below with its length: {@code 12 name}, NUL. What is in a repository's own
   * directory is none.
   */
  private static final String LIST =
      """
      find . -xdev -name .git -prune -o -type f -printf '%s %P\\0'
      """;

  /** Prints the files whose names it reads, each to its end and no more. */
  private static final String READ =
      """
      exec xargs -0 cat --
      """;

  private final Blobs blobs;
  private final HarvestSettings settings;
  private final Ticker ticker;

  Artifacts(Blobs blobs, HarvestSettings settings, Ticker ticker) {
    this.blobs = blobs;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Stores them, and tells {@code bringing} of each; answers how many. */
  int collect(Job job, PreparedWorkspace workspace, Bringing bringing)
      throws HarvestFailed, InterruptedException {
    long deadline = ticker.after(settings.artifactsTimeout());
    var choice = new Choice(globs(job, bringing), settings);
    var listed = new RecordSink(record -> choice.consider(FileName.of(record).raw()));
    run(job, tool("list", LIST, workspace, deadline).writing(listed), "could not look for them");
    choice.tell(bringing);
    return choice.files().isEmpty()
        ? 0
        : store(job, workspace, choice.files(), deadline, bringing);
  }

  private static List<Glob> globs(Job job, Bringing bringing) throws InterruptedException {
    var globs = new ArrayList<Glob>();
    for (var pattern : job.lease().spec().output().artifacts()) {
      try {
        globs.add(Glob.of(pattern));
      } catch (IllegalArgumentException e) {
        bringing.noArtifacts("the pattern %s %s".formatted(pattern, e.getMessage()));
      }
    }
    return globs;
  }

  private Tool tool(String name, String script, PreparedWorkspace workspace, long deadline) {
    var left = Duration.ofNanos(Math.max(1, deadline - ticker.nanos()));
    return Tool.of(name, List.of("/bin/sh", "-c", script, name), left)
        .with(Map.of("LC_ALL", "C"))
        .in(workspace.folder());
  }

  private static void run(Job job, Tool tool, String whatFor)
      throws HarvestFailed, InterruptedException {
    try {
      var exit = job.workbench().run(tool);
      switch (exit.end()) {
        case ITSELF -> {
          if (exit.code() != 0) {
            throw new HarvestFailed("%s: %s".formatted(whatFor, exit.stderr().strip()));
          }
        }
        case TIME_UP ->
            throw new HarvestFailed(
                whatFor + ": it took longer than ccr.worker.outputs.artifacts-timeout");
        case UNWANTED -> throw new HarvestFailed(whatFor + ": it was not wanted any more");
      }
    } catch (IOException e) {
      throw new HarvestFailed("%s: %s".formatted(whatFor, e.getMessage()), e);
    }
  }

  /**
   * The contents come one after the other without anything between them: the lengths are known, and
   * nobody is left who could change them.
   */
  private int store(
      Job job,
      PreparedWorkspace workspace,
      List<Choice.Chosen> files,
      long deadline,
      Bringing bringing)
      throws HarvestFailed, InterruptedException {
    var pipe = new ChunkPipe();
    var tool =
        tool("read", READ, workspace, deadline).reading(names(files)).writing(pipe.writer());
    var reading = new Reading(job, tool, pipe);
    var thread = Thread.ofVirtual().name("artifacts").start(reading);
    try (var all = pipe.reader()) {
      for (var file : files) {
        bringing.artifact(file.name(), keep(job, all, file));
      }
    } catch (IOException e) {
      throw new HarvestFailed("they could not be stored: " + e.getMessage(), e);
    } catch (BlobRefused e) {
      throw new HarvestFailed(e.getMessage() == null ? "refused" : e.getMessage(), e);
    } finally {
      thread.join();
    }
    return files.size();
  }

  private dev.ccrunner.file.StoredBlob keep(Job job, InputStream all, Choice.Chosen file)
      throws IOException, BlobRefused {
    var one = new Bounded(all, file.bytes());
    var blob =
        blobs.keep(
            new BlobOwner.Attempt(job.lease().key()), one, settings.maxArtifact().toBytes());
    if (blob.bytes() != file.bytes()) {
      throw new IOException(
          "Expected %s to have %d bytes, found %d"
              .formatted(file.name(), file.bytes(), blob.bytes()));
    }
    return blob;
  }

  private static InputStream names(List<Choice.Chosen> files) {
    var all = new ByteArrayOutputStream();
    for (var file : files) {
      // With a dot and a slash, none of them is an option.
      all.writeBytes(new byte[] {'.', '/'});
      all.writeBytes(file.name().bytes());
      all.write(0);
    }
    return new ByteArrayInputStream(all.toByteArray());
  }

  /** Lets the program print into the pipe, and says there how it ended. */
  private record Reading(Job job, Tool tool, ChunkPipe pipe) implements Runnable {
    @Override
    public void run() {
      try {
        Artifacts.run(job, tool, "they could not be read");
        tool.stdout().close();
      } catch (HarvestFailed | IOException e) {
        pipe.breakOff(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        pipe.breakOff("interrupted");
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The next so many bytes of a stream; closing it leaves that open. */
  private static final class Bounded extends InputStream {
    private final InputStream all;
    private long left;

    Bounded(InputStream all, long length) {
      this.all = all;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = all.read(into, offset, (int) Math.min(length, left));
      if (count > 0) {
        left -= count;
      }
      return count;
    }
  }
}
