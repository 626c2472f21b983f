package dev.ccrunner.worker.harvest;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A content that is being kept while a program still prints it: nobody holds it as a whole. */
final class Kept {
  private final ChunkPipe pipe = new ChunkPipe();
  private final OutputStream writer = pipe.writer();
  private final CompletableFuture<StoredBlob> blob = new CompletableFuture<>();

  private Kept() {}

  /** Begins to keep what will be written to {@link #writer}. */
  static Kept begin(Blobs blobs, BlobOwner owner, long atMost) {
    var kept = new Kept();
    Thread.ofVirtual()
        .name("keep")
        .start(() -> {
          try (var content = kept.pipe.reader()) {
            kept.blob.complete(blobs.keep(owner, content, atMost));
          } catch (IOException | BlobRefused | RuntimeException e) {
            kept.blob.completeExceptionally(e);
          }
        });
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

  /** Not all was written: nothing is kept. */
  void giveUp() {
    pipe.breakOff("it broke off");
  }

  /** Why nothing is kept, in case that it was refused; else {@code otherwise}. */
  Exception reason(Exception otherwise) {
    if (!blob.isCompletedExceptionally()) {
      return otherwise;
    }
    return blob.exceptionNow() instanceof Exception why ? why : otherwise;
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
