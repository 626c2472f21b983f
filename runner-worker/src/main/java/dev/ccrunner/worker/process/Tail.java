package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.worker.masking.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;

/**
 * Keeps the last bytes of a stream: a ring that forgets the oldest. Secrets are masked on the way
 * in, since half of one at the ring's edge would not be recognised.
 */
final class Tail {

  private final byte[] ring;
  private final SecretMask mask;
  private long written;

  Tail(int size, SecretMask mask) {
    this.ring = new byte[size];
    this.mask = mask;
  }

  void drain(InputStream in) throws IOException {
    var masked = mask.stream();
    var text = new InputStreamReader(in, UTF_8);
    var chunk = new char[8 * 1024];
    for (int n = text.read(chunk); n >= 0; n = text.read(chunk)) {
      add(masked.next(new String(chunk, 0, n)));
    }
    add(masked.end());
  }

  private synchronized void add(String text) {
    for (byte b : text.getBytes(UTF_8)) {
      ring[(int) (written++ % ring.length)] = b;
    }
  }

  /** The same, and forgets it. */
  synchronized String take() {
    var text = text();
    written = 0;
    return text;
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
