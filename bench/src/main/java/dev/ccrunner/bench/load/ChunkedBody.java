package dev.ccrunner.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer that is sent in chunks, without the chunks. */
final class ChunkedBody extends InputStream {

  private static final int HEXADECIMAL = 16;

  private final InputStream in;
  private int left;
  private boolean begun;
  private boolean ended;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    var read = in.read(buffer, offset, Math.min(length, left));
    if (read < 0) {
      throw new EOFException("The body broke off");
    }
    left -= read;
    return read;
  }

  private void nextChunk() throws IOException {
    if (begun) {
      HttpConnection.line(in); // the end of the one before
    }
    begun = true;
    left = Integer.parseInt(HttpConnection.line(in).strip(), HEXADECIMAL);
    if (left == 0) {
      HttpConnection.line(in);
      ended = true;
    }
  }
}
