package dev.ccrunner.chaos;

import java.io.PrintWriter;

/** Tells in lines what happens and when, so that a failing seed can be read. */
final class Narrator {
  private final PrintWriter out;
  private final long begun = System.nanoTime();

  Narrator(PrintWriter out) {
    this.out = out;
  }

  synchronized void tell(String what, Object... arguments) {
    out.printf("%7.1f s  %s%n", (System.nanoTime() - begun) / 1e9, what.formatted(arguments));
    out.flush();
  }
}
