package dev.ccrunner.bench.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What is left in a JVM's heap after a full collection: what its resident size would come down to
 * if the heap were never larger than it has to be.
 */
public final class LiveHeap {

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final double KIB = 1024;

  private LiveHeap() {}

  /** Collects first, so it holds the program up for a moment. */
  public static double kib(long pid) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var total = TOTAL.matcher(said);
    if (process.waitFor() != 0 || !total.find()) {
      throw new IOException("Expected a class histogram of process " + pid + ", found none");
    }
    return Long.parseLong(total.group(1)) / KIB;
  }
}
