package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Tool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Finds the files of a workspace that a run was asked to bring, and stores them. They are listed
 * and read in the sandbox; links are neither followed nor taken. They come out as one archive,
 * which is read while it is written, so that none of them is ever in memory as a whole.
 */
final class Artifacts {
  private static final String HERE = "./";

  /**
   * Prints each file below with its length: {@code 12 name}, NUL. What is in a repository's own
   * directory is none.
   */
  private static final String LIST =
      """
      find . -xdev -name .git -prune \\
        -o -type d ! \\( -readable -executable \\) -exec chmod u+rx {} \\; -false \\
        -o -type f ! -readable -exec chmod u+r {} \\; -false \\
        -o -type f -printf '%s %P\\0' || :
      """;

  /** Packs the files whose names it reads; each is in it as a file, also if it has other names. */
  private static final String PACK =
      """
      exec tar --create --file=- --format=gnu --hard-dereference --no-recursion \\
        --null --verbatim-files-from --files-from=-
      """;

  private final Blobs blobs;
  private final HarvestSettings settings;
  private final Ticker ticker;

  Artifacts(Blobs blobs, HarvestSettings settings, Ticker ticker) {
    this.blobs = blobs;
    this.settings = settings;
    this.ticker = ticker;
  }

  /**
   * Stores them, and tells {@code bringing} of each; answers how many.
   *
   * @param also what is brought whatever the patterns say
   */
  int collect(
      Job job,
      PreparedWorkspace workspace,
      Set<FileName> also,
      Bringing bringing,
      BooleanSupplier unless)
      throws HarvestFailed, InterruptedException {
    long deadline = ticker.after(settings.artifactsTimeout());
    var choice = new Choice(globs(job, bringing), also, settings);
    var listed = new RecordSink(record -> choice.consider(FileName.of(record).raw()));
    var list = tool("list", LIST, workspace, deadline).unless(unless);
    run(job, list.writing(listed), "could not look for them");
    choice.tell(bringing);
    if (choice.files().isEmpty()) {
      return 0;
    }
    var pack = tool("pack", PACK, workspace, deadline).unless(unless);
    return store(job, pack, choice.files(), bringing);
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

  private int store(Job job, Tool pack, List<Choice.Chosen> files, Bringing bringing)
      throws HarvestFailed, InterruptedException {
    var pipe = new ChunkPipe();
    var tool = pack.reading(names(files)).writing(pipe.writer());
    var packing = Thread.ofVirtual().name("artifacts").start(new Packing(job, tool, pipe));
    // Byte for byte, names may be anything.
    try (var archive = new TarArchiveInputStream(pipe.reader(), ISO_8859_1.name())) {
      int stored = 0;
      for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        if (entry.isFile()) {
          var name = new FileName(entry.getName().substring(HERE.length()));
          bringing.artifact(name, keep(job, archive));
          stored++;
        }
      }
      if (stored < files.size()) {
        bringing.noArtifacts("%d could not be read".formatted(files.size() - stored));
      }
      return stored;
    } catch (IOException e) {
      throw new HarvestFailed("they could not be stored: " + e.getMessage(), e);
    } catch (BlobRefused e) {
      throw new HarvestFailed(String.valueOf(e.getMessage()), e);
    } finally {
      packing.join();
    }
  }

  private StoredBlob keep(Job job, InputStream archive) throws IOException, BlobRefused {
    return blobs.keep(
        new BlobOwner.Attempt(job.lease().key()),
        new Entry(archive),
        settings.maxArtifact().toBytes());
  }

  private static InputStream names(List<Choice.Chosen> files) {
    var all = new ByteArrayOutputStream();
    for (var file : files) {
      all.writeBytes(HERE.getBytes(ISO_8859_1)); // so that none of them looks like an option
      all.writeBytes(file.name().bytes());
      all.write(0);
    }
    return new ByteArrayInputStream(all.toByteArray());
  }

  /** Lets the program print into the pipe, and says there how it ended. */
  private record Packing(Job job, Tool tool, ChunkPipe pipe) implements Runnable {
    @Override
    public void run() {
      try {
        Artifacts.run(job, tool, "they could not be read");
        tool.stdout().close();
      } catch (HarvestFailed e) {
        pipe.breakOff(e.why());
      } catch (IOException e) {
        pipe.breakOff(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        pipe.breakOff("interrupted");
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One content of the archive: its end is not the archive's. */
  private static final class Entry extends FilterInputStream {
    Entry(InputStream archive) {
      super(archive);
    }

    @Override
    public void close() {}
  }
}
