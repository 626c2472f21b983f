package dev.ccrunner.worker.harvest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries what one thread writes to another that reads, a few pieces at most being on their way.
 * The JDK's own pipe looks once a second when it was empty.
 */
final class ChunkPipe {
  private static final int PIECES = 16;
  private static final long LOOK_MILLIS = 50;

  /** The only piece without bytes. */
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
  private volatile boolean unwanted;
  private volatile @Nullable String broken;

  /** Where to write; closing it is the end of what is read. */
  OutputStream writer() {
    return new Writer();
  }

  /** Where to read; closing it makes the writer fail. */
  InputStream reader() {
    return new Reader();
  }

  /** What was written is not all there is: whoever reads hears of it instead of an end. */
  void breakOff(String why) {
    broken = why;
    end();
  }

  /** All was written. */
  void end() {
    try {
      put(END);
    } catch (IOException _) {
      // Nobody reads any more.
    }
  }

  private void put(byte[] piece) throws IOException {
    try {
      while (!pieces.offer(piece, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (unwanted) {
          throw new IOException("Nobody reads any more");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private final class Writer extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (unwanted) {
        throw new IOException("Nobody reads any more");
      }
      if (length > 0) {
        put(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    }

    @Override
    public void close() throws IOException {
      put(END);
    }
  }

  private final class Reader extends InputStream {
    private byte @Nullable [] piece;
    private int next;

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      var current = current();
      if (current.length == 0) {
        if (broken != null) {
          throw new IOException(broken);
        }
        return -1;
      }
      int count = Math.min(length, current.length - next);
      System.arraycopy(current, next, into, offset, count);
      next += count;
      return count;
    }

    private byte[] current() throws IOException {
      var current = piece;
      while (current == null || (current.length > 0 && next == current.length)) {
        try {
          current = pieces.take();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
        piece = current;
        next = 0;
      }
      return current;
    }

    @Override
    public void close() {
      unwanted = true;
      pieces.clear();
    }
  }
}
