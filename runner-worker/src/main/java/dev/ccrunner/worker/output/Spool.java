package dev.ccrunner.worker.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An attempt's log on the worker's own disk, one event a line: complete whatever becomes of Redis
 * and PostgreSQL, and deleted only when PostgreSQL has it all. Not thread safe: its log's lock
 * guards it.
 */
final class Spool implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private Spool(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static Spool create(Path folder, String name) {
    try {
      Files.createDirectories(folder);
      var file = folder.resolve(name + ".jsonl");
      return new Spool(
          file,
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the spool " + name + " in " + folder, e);
    }
  }

  void write(String line) {
    try {
      var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the spool " + file, e);
    }
  }

  /** Returns when the disk has everything. */
  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot force the spool " + file + " to disk", e);
    }
  }

  /** Closes and keeps the file. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the spool " + file, e);
    }
  }

  /** Closes and deletes the file: PostgreSQL has all of it. */
  void discard() {
    close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the spool " + file, e);
    }
  }
}
