package dev.ccrunner.worker.limits;

import dev.ccrunner.run.MachineLimits;
import dev.ccrunner.worker.cgroup.GroupBounds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one run gets of this machine.
 *
 * @param cpus 0: as many as there are
 * @param files and directories
 * @param openFiles of one process
 * @param cut what it asked for and does not get, a sentence each
 */
public record RunBounds(
    long memoryBytes,
    double cpus,
    long diskBytes,
    long files,
    int processes,
    int openFiles,
    List<String> cut) {

  public RunBounds {
    cut = List.copyOf(cut);
  }

  /** What the run asks for, else the usual, and never more than the most. */
  static RunBounds of(MachineLimits asked, LimitSettings settings) {
    var cut = new ArrayList<String>();
    long memory =
        bounded(
            "memory",
            asked.memoryBytes(),
            settings.memory().toBytes(),
            settings.maxMemory().toBytes(),
            Amount::of,
            cut);
    long disk =
        bounded(
            "disk",
            asked.diskBytes(),
            settings.disk().toBytes(),
            settings.maxDisk().toBytes(),
            Amount::of,
            cut);
    long processes =
        bounded(
            "processes",
            Optional.ofNullable(asked.processes()).map(Long::valueOf).orElse(null),
            settings.processes(),
            settings.maxProcesses(),
            Long::toString,
            cut);
    return new RunBounds(
        memory,
        cpus(asked.cpus(), settings, cut),
        disk,
        settings.files(),
        Math.toIntExact(processes),
        settings.openFiles(),
        cut);
  }

  private static long bounded(
      String name,
      @Nullable Long asked,
      long usual,
      long most,
      LongFunction<String> words,
      List<String> cut) {
    if (asked == null) {
      return usual;
    }
    if (asked > most) {
      cut.add(sentence(name, words.apply(asked), words.apply(most)));
      return most;
    }
    return asked;
  }

  private static double cpus(@Nullable BigDecimal asked, LimitSettings settings, List<String> cut) {
    if (asked == null) {
      return settings.cpus();
    }
    if (settings.maxCpus() > 0 && asked.doubleValue() > settings.maxCpus()) {
      cut.add(sentence("cpus", asked.toString(), Double.toString(settings.maxCpus())));
      return settings.maxCpus();
    }
    return asked.doubleValue();
  }

  private static String sentence(String name, String asked, String most) {
    return "limits.%s: asked for %s, and this worker gives at most %s."
        .formatted(name, asked, most);
  }

  GroupBounds group() {
    return new GroupBounds(memoryBytes, cpus, processes);
  }
}
