package dev.ccrunner.worker.harvest;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A content that is being kept while a program still prints it: nobody holds it as a whole. */
final class Kept {
  private final ChunkPipe pipe = new ChunkPipe();
  private final OutputStream writer = pipe.writer();
  private final FutureTask<StoredBlob> blob;

  private Kept(Blobs blobs, BlobOwner owner, long atMost) {
    this.blob =
        new FutureTask<>(() -> {
          try (var content = pipe.reader()) {
            return blobs.keep(owner, content, atMost);
          }
        });
  }

  /** Begins to keep what will be written to {@link #writer}. */
  static Kept begin(Blobs blobs, BlobOwner owner, long atMost) {
    var kept = new Kept(blobs, owner, atMost);
    Thread.ofVirtual().name("keep").start(kept.blob);
    return kept;
  }

  OutputStream writer() {
    return writer;
  }

  /** All was written: what it is kept as. */
  StoredBlob end() throws IOException, BlobRefused, InterruptedException {
    closeQuietly();
    return await();
  }

  /**
   * Not all was written, and nothing is kept. Answers why, in case that it is because it was
   * refused; else {@code otherwise}.
   */
  Exception giveUp(Exception otherwise) throws InterruptedException {
    pipe.breakOff("it broke off");
    try {
      var _ = blob.get();
      return otherwise;
    } catch (ExecutionException e) {
      return e.getCause() instanceof BlobRefused refused ? refused : otherwise;
    }
  }

  private void closeQuietly() {
    try {
      writer.close();
    } catch (IOException _) {
      // Whoever reads has failed, and says why.
    }
  }

  private StoredBlob await() throws IOException, BlobRefused, InterruptedException {
    try {
      return blob.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BlobRefused refused -> throw refused;
        case IOException io -> throw io;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }
}
