package dev.ccrunner.worker.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Takes so much and no more: who prints more is ended. */
final class BoundedBytes extends ByteArrayOutputStream {
  private final int most;

  BoundedBytes(int most) {
    this.most = most;
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    if (size() + length > most) {
      throw new IllegalStateException("Expected at most %d bytes, found more".formatted(most));
    }
    super.write(bytes, from, length);
  }

  /** Calls the one above. */
  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }
}
