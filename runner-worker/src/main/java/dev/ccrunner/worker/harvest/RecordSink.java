package dev.ccrunner.worker.harvest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes what a program prints with {@code -z}: records that each end with a NUL byte, the only one
 * that is in no file name.
 */
final class RecordSink extends OutputStream {
  /** More than the kernel allows a path, and what git prints before one. */
  private static final int LONGEST = 64 * 1024;

  /** Takes one record, without its NUL. */
  interface Receiver {
    void record(byte[] record) throws IOException;
  }

  private final Receiver receiver;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  RecordSink(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == 0) {
        begun.write(bytes, from, i - from);
        receiver.record(begun.toByteArray());
        begun.reset();
        from = i + 1;
      }
    }
    begun.write(bytes, from, offset + length - from);
    if (begun.size() > LONGEST) {
      throw new IOException("Expected records of at most %d bytes".formatted(LONGEST));
    }
  }
}
