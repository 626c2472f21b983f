package dev.ccrunner.chaos;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long it took from each fault until things went on. A run that a fault hit goes on when it is
 * known that its attempt is lost, for then it is queued again, or with its end; the whole goes on
 * when a probe that was submitted at that moment is claimed.
 */
final class Recoveries {
  private final Map<FaultKind, List<Double>> seconds = new EnumMap<>(FaultKind.class);

  /**
   * @param giveUp when the last look was taken: what had not recovered by then took at least so
   *     long
   */
  static Recoveries of(Collection<Fault> faults, Evidence evidence, Instant giveUp) {
    var all = new Recoveries();
    for (var fault : faults) {
      for (var held : fault.held()) {
        var log = evidence.logs().getOrDefault(held.run(), List.of());
        all.add(fault, wentOn(log, held.attempt(), fault.at()).orElse(giveUp));
      }
      if (fault.probe().isPresent()) {
        var runs = evidence.answered().getOrDefault(fault.probe().getAsInt(), Set.of());
        var log =
            runs.stream()
                .findFirst()
                .map(run -> evidence.logs().getOrDefault(run, List.of()))
                .orElse(List.of());
        all.add(fault, claimed(log).orElse(giveUp));
      }
    }
    return all;
  }

  private static Optional<Instant> wentOn(List<RunEvent> log, int attempt, Instant hit) {
    return log.stream()
        .filter(event -> !event.at().isBefore(hit))
        .filter(event ->
            event.terminal()
                || event.type().equals(EventType.RUN_ATTEMPT_LOST.wireName())
                || event.attempt() > attempt)
        .map(RunEvent::at)
        .findFirst();
  }

  private static Optional<Instant> claimed(List<RunEvent> log) {
    return log.stream()
        .filter(event -> event.type().equals(EventType.RUN_STARTING.wireName()))
        .map(RunEvent::at)
        .findFirst();
  }

  private void add(Fault fault, Instant recovered) {
    double took = Duration.between(fault.at(), recovered).toMillis() / 1e3;
    seconds.computeIfAbsent(fault.kind(), _ -> new ArrayList<>()).add(Math.max(0, took));
  }

  /** Only kinds of which there are any. */
  Map<FaultKind, List<Double>> byKind() {
    return seconds;
  }

  List<Double> all() {
    return seconds.values().stream().flatMap(List::stream).toList();
  }

  /** By nearest rank; 0 of nothing. */
  static double percentile(List<Double> values, int percent) {
    if (values.isEmpty()) {
      return 0;
    }
    var sorted = values.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.size()) - 1));
  }
}
