package dev.ccrunner.chaos;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of it, for programs: one line.
 *
 * @param faults all that were done
 * @param attemptsSeen how many attempts were seen in the machine's table of processes
 * @param deaths how often a gateway or worker ended by itself; allowed, since it comes back
 */
record ChaosReport(
    long seed,
    int minutes,
    List<Evidence.Row> runs,
    List<Finding> findings,
    Collection<Fault> faults,
    int deaths,
    int attemptsSeen,
    Recoveries recoveries) {
  /** A lease, a reaper's round, and the run's turn in the queue. */
  private static final double SLOWEST_RECOVERY_SECONDS = 40;

  private static final JsonMapper JSON = JsonMapper.shared();

  boolean good() {
    return findings.isEmpty()
        && !runs.isEmpty()
        && attemptsSeen > 0
        && Recoveries.percentile(recoveries.all(), 99) <= SLOWEST_RECOVERY_SECONDS;
  }

  String jsonLine() {
    var node = JSON.createObjectNode();
    node.put("chaos", good() ? "passed" : "failed");
    node.put("seed", seed);
    node.put("minutes", minutes);
    node.put("runs", runs.size());
    node.put("succeeded", count("succeeded"));
    node.put("cancelled", count("cancelled"));
    node.set("failed_by_code", JSON.valueToTree(failures()));
    for (var violation : Violation.values()) {
      node.put(
          violation.wireName(),
          findings.stream().filter(finding -> finding.violation() == violation).count());
    }
    var recovery = node.putObject("recovery");
    recoveries
        .byKind()
        .forEach((kind, seconds) -> {
          var of = recovery.putObject(kind.wireName());
          of.put("count", seconds.size());
          percentiles(of, "", seconds);
        });
    percentiles(node, "recovery_", recoveries.all());
    node.put("turns", runs.stream().filter(run -> run.turn() != null).count());
    node.put("turns_told", TurnChecker.told(runs));
    node.put("attempts_seen", attemptsSeen);
    node.put("ended_by_themselves", deaths);
    node.set("faults", JSON.valueToTree(faultCounts()));
    return JSON.writeValueAsString(node);
  }

  private static void percentiles(ObjectNode node, String prefix, List<Double> seconds) {
    node.put(prefix + "p50_s", rounded(Recoveries.percentile(seconds, 50)));
    node.put(prefix + "p99_s", rounded(Recoveries.percentile(seconds, 99)));
  }

  private static BigDecimal rounded(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(1, RoundingMode.HALF_UP);
  }

  private long count(String status) {
    return runs.stream().filter(run -> run.status().equals(status)).count();
  }

  private Map<String, Long> failures() {
    return runs.stream()
        .filter(run -> run.status().equals("failed"))
        .map(run -> String.valueOf(run.failureCode()))
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private Map<String, Long> faultCounts() {
    return faults.stream()
        .collect(
            Collectors.groupingBy(
                fault -> fault.kind().wireName(), TreeMap::new, Collectors.counting()));
  }
}
