package dev.ccrunner.worker.continuity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses quickly into a file, up to a bound. gzip, because everybody can open it; its lightest
 * level, because the run shares its processors with this.
 */
final class Gzip extends OutputStream {
  private static final int BUFFER = 64 * 1024;

  private final Bounded bounded;
  private final OutputStream gzip;

  private Gzip(Bounded bounded) throws IOException {
    this.bounded = bounded;
    this.gzip = new Light(bounded);
  }

  static Gzip into(Path file, long atMost) throws IOException {
    return new Gzip(new Bounded(Files.newOutputStream(file), atMost));
  }

  /** Whether there was more than allowed; then it has failed with that. */
  boolean tooLarge() {
    return bounded.tooLarge;
  }

  @Override
  public void write(int one) throws IOException {
    gzip.write(one);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    gzip.write(bytes, from, length);
  }

  @Override
  public void close() throws IOException {
    try {
      gzip.close();
    } finally {
      bounded.close();
    }
  }

  private static final class Light extends GZIPOutputStream {
    Light(OutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Bounded extends OutputStream {
    private final OutputStream out;
    private final long atMost;
    private long written;
    private boolean tooLarge;

    Bounded(OutputStream out, long atMost) {
      this.out = out;
      this.atMost = atMost;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      written += length;
      if (written > atMost) {
        tooLarge = true;
        throw new IOException("Expected at most " + atMost + " bytes, found more");
      }
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
