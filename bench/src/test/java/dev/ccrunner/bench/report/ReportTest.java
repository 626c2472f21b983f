package dev.ccrunner.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

  private static final Figure MET =
      new Figure("rate", 50, "/s", "peer", 100, new Aim.AtLeast(0.4), Map.of("p50_ms", 10.04));
  private static final Figure MISSED =
      new Figure("time", 12.345, "ms", "limit", 10, new Aim.AtMost(1), Map.of());

  private static final Report REPORT =
      new Report(
          "spine",
          Instant.EPOCH,
          false,
          new Machine(2, "Linux amd64", "25", 0.5),
          List.of(MET, MISSED),
          Map.of("other", "not here"));

  @Test
  void saysInOneLineOfJsonWhatWasMeasuredAndWhetherItIsEnough() {
    assertThat(REPORT.jsonLine()).doesNotContain("\n");

    var json = JsonMapper.shared().readTree(REPORT.jsonLine());

    assertThat(json.at("/figures/0/ratio").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/figures/0/met").asBoolean()).isTrue();
    assertThat(json.at("/figures/0/details/p50_ms").toString()).isEqualTo("10");
    assertThat(json.at("/figures/1/ratio").toString()).isEqualTo("1.23");
    assertThat(json.at("/figures/1/met").asBoolean()).isFalse();
    assertThat(json.at("/skipped/other").asString()).isEqualTo("not here");
  }

  @Test
  void marksMissedAimsInTheTable() {
    assertThat(REPORT.markdown())
        .contains("| rate | 50 /s | 100 /s (peer) | 0.5 | ≥ 0.4 | yes |")
        .contains("| time | 12.3 ms | 10 ms (limit) | 1.23 | ≤ 1 | **no** |")
        .contains("| other | left out: not here |");
  }

  @Test
  void refusesAFigureThatWasNotMeasured() {
    assertThatThrownBy(
            () -> new Figure("rate", Double.NaN, "/s", "peer", 1, new Aim.None(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate");
  }
}
