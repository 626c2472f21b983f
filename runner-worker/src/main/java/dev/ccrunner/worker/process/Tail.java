package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** Keeps the last bytes of a stream: a ring that forgets the oldest. */
final class Tail {

  private final byte[] ring;
  private long written;

  Tail(int size) {
    ring = new byte[size];
  }

  void drain(InputStream in) throws IOException {
    var chunk = new byte[8 * 1024];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      add(chunk, n);
    }
  }

  private synchronized void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      ring[(int) (written++ % ring.length)] = bytes[i];
    }
  }

  synchronized String text() {
    if (written <= ring.length) {
      return new String(ring, 0, (int) written, UTF_8);
    }
    int oldest = (int) (written % ring.length);
    var ordered = new byte[ring.length];
    System.arraycopy(ring, oldest, ordered, 0, ring.length - oldest);
    System.arraycopy(ring, 0, ordered, ring.length - oldest, oldest);
    return new String(ordered, UTF_8);
  }
}
