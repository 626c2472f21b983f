package dev.ccrunner.bench.load;

import java.nio.ByteBuffer;

/**
 * Reads a chunked event stream as its bytes come, for one of very many connections: keeps the state
 * of the framing and the number being read, and no text.
 */
final class FrameReader {

  /** Told of each {@code event N at MILLIS} in the data of an event. */
  interface Heard {
    void event(long number, double sentAtMillis);
  }

  private enum At {
    HEAD,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END
  }

  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ' '};
  private static final byte[] AT = {' ', 'a', 't', ' '};
  private static final int HEXADECIMAL = 16;

  private final Heard heard;
  private At at = At.HEAD;
  private int matched;
  private int left;
  // Of the text: 0 looks for "event ", 1 reads N, 2 looks for " at ", 3 reads MILLIS.
  private int step;
  private int stepMatched;
  private long number;
  private double millis;
  private double fraction;

  FrameReader(Heard heard) {
    this.heard = heard;
  }

  void read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      var next = bytes.get();
      switch (at) {
        case HEAD -> {
          matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
          if (matched == END_OF_HEAD.length) {
            at = At.CHUNK_SIZE;
          }
        }
        case CHUNK_SIZE -> {
          if (next == '\n') {
            at = left == 0 ? At.CHUNK_SIZE : At.CHUNK;
          } else if (next != '\r') {
            left = left * HEXADECIMAL + Character.digit(next, HEXADECIMAL);
          }
        }
        case CHUNK -> {
          text(next);
          left--;
          at = left == 0 ? At.CHUNK_END : At.CHUNK;
        }
        case CHUNK_END -> at = next == '\n' ? At.CHUNK_SIZE : At.CHUNK_END;
      }
    }
  }

  private void text(byte next) {
    switch (step) {
      case 0 -> match(next, EVENT);
      case 1 -> {
        if (next >= '0' && next <= '9') {
          number = number * 10 + next - '0';
        } else {
          step = number > 0 ? 2 : 0;
          stepMatched = 0;
          text(next);
        }
      }
      case 2 -> match(next, AT);
      default -> millis(next);
    }
  }

  private void match(byte next, byte[] wanted) {
    if (next == wanted[stepMatched]) {
      stepMatched++;
      if (stepMatched == wanted.length) {
        step++;
        stepMatched = 0;
        number = step == 1 ? 0 : number;
        millis = 0;
        fraction = 0;
      }
    } else {
      stepMatched = step == 0 && next == EVENT[0] ? 1 : 0;
      step = 0;
    }
  }

  private void millis(byte next) {
    if (next == '.' && fraction == 0) {
      fraction = 1;
    } else if (next >= '0' && next <= '9') {
      fraction /= 10;
      millis = fraction == 0 ? millis * 10 + next - '0' : millis + (next - '0') * fraction;
    } else {
      heard.event(number, millis);
      step = 0;
      stepMatched = 0;
    }
  }
}
