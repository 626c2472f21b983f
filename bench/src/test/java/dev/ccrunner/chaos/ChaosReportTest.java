package dev.ccrunner.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChaosReportTest {
  private final PlantedEvidence planted = new PlantedEvidence();
  private int attemptsSeen = 1;

  @Test
  void tellsHowLongItTookTheRunOfALostWorkerToGoOn() {
    // Attempt 1 is known to be lost with event 3, three seconds after the beginning.
    var report = report(lost(PlantedEvidence.BEGIN.plusSeconds(2)));

    assertThat(report.good()).isTrue();
    var json = json(report);
    assertThat(json.path("chaos").asString()).isEqualTo("passed");
    assertThat(json.at("/recovery/worker_kill/count").asInt()).isEqualTo(1);
    assertThat(json.at("/recovery/worker_kill/p99_s").asDouble()).isEqualTo(1.0);
    assertThat(json.path("recovery_p50_s").asDouble()).isEqualTo(1.0);
    assertThat(json.at("/faults/worker_kill").asInt()).isEqualTo(1);
    assertThat(json.path("doubled").asInt(-1)).isZero();
  }

  @Test
  void tellsHowLongItTookUntilAProbeWasClaimed() {
    var fault =
        new Fault(FaultKind.KAFKA_KILL, PlantedEvidence.BEGIN, List.of(), OptionalInt.of(1));

    assertThat(json(report(fault)).at("/recovery/kafka_kill/p50_s").asDouble()).isEqualTo(2.0);
  }

  @Test
  void failsWhenAnInvariantIsBroken() {
    planted.orphans.add("process 4711");

    var report = report(lost(PlantedEvidence.BEGIN));

    assertThat(report.good()).isFalse();
    assertThat(json(report).path("orphan_processes").asInt()).isEqualTo(1);
  }

  @Test
  void failsWhenThingsGoOnTooLate() {
    assertThat(report(lost(PlantedEvidence.BEGIN.minus(Duration.ofSeconds(38)))).good()).isFalse();
    assertThat(report(lost(PlantedEvidence.BEGIN.minus(Duration.ofSeconds(37)))).good()).isTrue();
  }

  @Test
  void failsWhenThereWasNothingToCheck() {
    planted.rows.clear();
    planted.answered.clear();

    assertThat(report(lost(PlantedEvidence.BEGIN)).good()).isFalse();
  }

  @Test
  void failsWhenNoProcessWasEverSeen() {
    attemptsSeen = 0;

    assertThat(report(lost(PlantedEvidence.BEGIN)).good()).isFalse();
  }

  private static Fault lost(Instant at) {
    return new Fault(
        FaultKind.WORKER_KILL,
        at,
        List.of(new StoredRuns.Held(PlantedEvidence.RUN.toString(), 1)),
        OptionalInt.empty());
  }

  private ChaosReport report(Fault fault) {
    var evidence = planted.evidence();
    return new ChaosReport(
        1,
        2,
        planted.rows,
        InvariantChecker.check(evidence),
        List.of(fault),
        0,
        attemptsSeen,
        Recoveries.of(List.of(fault), evidence, PlantedEvidence.BEGIN.plusSeconds(100)));
  }

  private static JsonNode json(ChaosReport report) {
    return JsonMapper.shared().readTree(report.jsonLine());
  }
}
