package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.outside.Network;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Downloads to a file beside the target, hashing on the way; only what has the expected hash is
 * unpacked.
 */
final class Download {

  private static final int TRIES = 3;
  private static final int CHUNK = 64 * 1024;
  private static final String PROGRAM_IN_ARCHIVE = "package/claude";

  /** A connection that brings nothing for so long is given up. */
  static final Duration STALLED = Duration.ofSeconds(60);

  private final Network network;
  private final Console console;
  private final Duration stalled;

  Download(Network network, Console console) {
    this(network, console, STALLED);
  }

  Download(Network network, Console console, Duration stalled) {
    this.network = network;
    this.console = console;
    this.stalled = stalled;
  }

  void unpack(Artifact artifact, Path target)
      throws SourceUnusable, IntegrityMismatch, IOException {
    var file = target.resolveSibling("download.partial");
    try {
      download(artifact, file);
      if (artifact.archive()) {
        extract(file, target);
      } else {
        Files.move(file, target);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void download(Artifact artifact, Path file) throws SourceUnusable, IntegrityMismatch {
    for (var tried = 1; ; tried++) {
      try {
        artifact.hash().require(transfer(artifact, file));
        return;
      } catch (IOException e) {
        if (tried == TRIES) {
          throw new SourceUnusable(Network.reason(e), e);
        }
        console.line("  The download broke off (%s); once more".formatted(Network.reason(e)));
      }
    }
  }

  private byte[] transfer(Artifact artifact, Path file) throws IOException {
    var response = network.open(artifact.address());
    var size = response.headers().firstValueAsLong("Content-Length").orElse(0);
    var bar = console.bar("Claude Code", size);
    var digest = artifact.hash().digest();
    try (var in = response.body();
        var out = Files.newOutputStream(file);
        var guard = StallGuard.watch(in, stalled)) {
      var buffer = new byte[CHUNK];
      long done = 0;
      for (int read; (read = in.read(buffer)) >= 0; ) {
        guard.progressed();
        out.write(buffer, 0, read);
        digest.update(buffer, 0, read);
        done += read;
        if (size > 0) {
          bar.at(done);
        }
      }
      if (size > 0 && done != size) {
        throw new IOException("expected %d bytes, found %d".formatted(size, done));
      }
    }
    return digest.digest();
  }

  private static void extract(Path archive, Path target) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(archive));
        var unzipped = new GzipCompressorInputStream(in);
        var tar = new TarArchiveInputStream(unzipped)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals(PROGRAM_IN_ARCHIVE) && entry.isFile()) {
          copy(tar, target);
          return;
        }
      }
    }
    throw new IOException("The package has no " + PROGRAM_IN_ARCHIVE);
  }

  private static void copy(InputStream in, Path target) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      in.transferTo(out);
    }
  }
}
