package dev.ccrunner.gateway.files;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.time.Ticker;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that must have come to its end in time. Between two bytes the server itself waits only so
 * long; a client that always sends one more is noticed here.
 */
final class TimedStream extends FilterInputStream {
  private final Ticker ticker;
  private final long deadline;
  private final Duration within;

  TimedStream(InputStream in, Ticker ticker, Duration within) {
    super(in);
    this.ticker = ticker;
    this.within = within;
    this.deadline = ticker.after(within);
  }

  @Override
  public int read() throws IOException {
    check();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    check();
    return super.read(bytes, offset, length);
  }

  private void check() {
    if (ticker.reached(deadline)) {
      throw ProblemException.of(
          ErrorCode.UPLOAD_TOO_SLOW,
          "Expected the upload to end within %d s (ccr.files.upload-within), found it going on."
              .formatted(within.toSeconds()));
    }
  }
}
