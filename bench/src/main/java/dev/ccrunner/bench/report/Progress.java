package dev.ccrunner.bench.report;

import java.io.PrintWriter;

/** Tells a waiting person what is going on. */
public record Progress(PrintWriter out) {

  public synchronized void line(String format, Object... arguments) {
    out.println(format.formatted(arguments));
    out.flush();
  }
}
