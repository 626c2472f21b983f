package dev.ccrunner.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines of any length up to a limit; past it a line is only counted, so memory
 * stays bounded.
 */
final class LineReader {

  private static final int CHUNK = 64 * 1024;
  private static final int HEAD_OF_CUT_LINE = 1024;

  /** A buffer that grew for one huge line is given back after it. */
  private static final int KEPT_BUFFER = 1024 * 1024;

  private final LineSink sink;
  private final int maxLine;
  private byte[] line = new byte[CHUNK];
  private int kept;
  private long length;

  LineReader(LineSink sink, int maxLine) {
    this.sink = sink;
    this.maxLine = maxLine;
  }

  void drain(InputStream in) throws IOException {
    var chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      int start = 0;
      for (int i = 0; i < n; i++) {
        if (chunk[i] == '\n') {
          add(chunk, start, i - start);
          finishLine();
          start = i + 1;
        }
      }
      add(chunk, start, n - start);
    }
    if (length > 0) {
      finishLine();
    }
  }

  private void add(byte[] bytes, int from, int count) {
    length += count;
    int wanted = Math.min(count, maxLine - kept);
    if (wanted <= 0) {
      return;
    }
    if (kept + wanted > line.length) {
      line =
          Arrays.copyOf(
              line, Math.clamp(2L * line.length, kept + wanted, Math.max(maxLine, kept + wanted)));
    }
    System.arraycopy(bytes, from, line, kept, wanted);
    kept += wanted;
  }

  private void finishLine() {
    var whole = length == kept;
    var bytes = Arrays.copyOf(line, whole ? kept : Math.min(kept, HEAD_OF_CUT_LINE));
    var total = length;
    kept = 0;
    length = 0;
    if (line.length > KEPT_BUFFER) {
      line = new byte[CHUNK];
    }
    if (whole) {
      sink.line(bytes);
    } else {
      sink.cutLine(bytes, total);
    }
  }
}
