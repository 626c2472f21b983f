package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps what a child printed. */
public final class CollectedLines implements LineSink {

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> cut = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void line(byte[] utf8) {
    lines.add(new String(utf8, UTF_8));
  }

  @Override
  public void cutLine(byte[] head, long length) {
    cut.add(length);
  }

  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  List<Long> cut() {
    return cut;
  }
}
