package dev.ccrunner.local.console;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress for a person: lines, and one line that is written over when there is a terminal to do so
 * on. Called by several threads.
 */
public class Console {

  private static final int BAR_CELLS = 30;
  private static final int STEPS_WITHOUT_TERMINAL = 10;

  private final PrintStream out;
  private final boolean terminal;
  private boolean unfinishedLine;

  public Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  public static Console ofThisProcess() {
    var console = System.console();
    return new Console(System.out, console != null && console.isTerminal());
  }

  public synchronized void line(String text) {
    if (unfinishedLine) {
      out.println();
      unfinishedLine = false;
    }
    out.println(text);
    out.flush();
  }

  /** A bar for something of known size; without a terminal a line for each tenth. */
  public Bar bar(String title, long totalBytes) {
    return new Bar(title, totalBytes);
  }

  /** Not thread-safe: one thread moves one bar. */
  public final class Bar {
    private final String title;
    private final long total;
    private int shown = -1;

    private Bar(String title, long total) {
      this.title = title;
      this.total = Math.max(1, total);
    }

    public void at(long done) {
      var percent = (int) (Math.min(done, total) * 100 / total);
      var step = terminal ? percent : percent / STEPS_WITHOUT_TERMINAL;
      if (step != shown) {
        shown = step;
        show(percent);
      }
    }

    private void show(int percent) {
      if (!terminal) {
        line("  %s: %d %% of %s".formatted(title, percent, megabytes(total)));
        return;
      }
      var full = percent * BAR_CELLS / 100;
      synchronized (Console.this) {
        out.print(
            "\r  %s [%s%s] %3d %% of %s "
                .formatted(
                    title,
                    "#".repeat(full),
                    ".".repeat(BAR_CELLS - full),
                    percent,
                    megabytes(total)));
        out.flush();
        unfinishedLine = true;
      }
    }
  }

  public static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
  }
}
