package dev.ccrunner.worker.process;

import java.util.OptionalInt;

/**
 * What the operating system said about a child's end; what it means is for others to judge.
 *
 * @param code the exit code; 128 + n when signal n ended it (or it exited with that very number:
 *     the two look the same, and a sandbox reports its inner process that way too)
 * @param outputComplete whether all the child itself printed was read and the sink took it; false
 *     when the sink failed or was still busy {@link ProcessSettings#outputDrain()} after the end.
 *     What a background process prints later into the same pipe is not waited for
 * @param stderrTail the last {@link ProcessSettings#stderrTail()} of standard error
 */
public record Exit(int code, boolean outputComplete, String stderrTail) {

  private static final int SIGNAL_BASE = 128;
  private static final int LAST_SIGNAL = 64;

  public OptionalInt signal() {
    int number = code - SIGNAL_BASE;
    return number > 0 && number <= LAST_SIGNAL ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
