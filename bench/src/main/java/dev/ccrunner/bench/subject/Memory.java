package dev.ccrunner.bench.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * What a process holds in memory, as the kernel counts it.
 *
 * @param rssKib all pages, those it shares with others too
 * @param pssKib of a page that n processes share, the n-th part: sums over processes are honest
 */
public record Memory(long rssKib, long pssKib) {

  public static Memory of(long pid) throws IOException {
    var lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
    return new Memory(value(lines, "Rss:"), value(lines, "Pss:"));
  }

  /** Of a process and all it has started. */
  public static Memory ofTree(long pid) throws IOException {
    var pids =
        LongStream.concat(
                LongStream.of(pid),
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .mapToLong(ProcessHandle::pid))
            .toArray();
    var sum = new Memory(0, 0);
    for (var each : pids) {
      sum = sum.plus(of(each));
    }
    return sum;
  }

  public Memory plus(Memory other) {
    return new Memory(rssKib + other.rssKib, pssKib + other.pssKib);
  }

  public double rssMib() {
    return rssKib / 1024.0;
  }

  public double pssMib() {
    return pssKib / 1024.0;
  }

  private static long value(java.util.List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
