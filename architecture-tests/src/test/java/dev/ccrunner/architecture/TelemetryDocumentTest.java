package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Metrics are an interface: whoever draws a dashboard reads the document, not the code. */
class TelemetryDocumentTest {
  private static final Pattern METRIC =
      Pattern.compile(
          "(?:registry\\.(?:counter|timer|gauge|summary)|(?:Gauge|Counter|Timer|DistributionSummary)\\.builder)\\(\\s*\"([a-z0-9.]+)\"");

  @Test
  void hasARowForEachMetric() {
    var texts = Repository.texts();

    assertThat(metrics(texts))
        .isNotEmpty()
        .allSatisfy(metric ->
            assertThat(texts.get("docs/telemetry.md")).contains("\n| `" + metric + "` | "));
  }

  @Test
  void seesAMetricThatIsNew() {
    assertThat(
            metrics(
                Map.of(
                    "x/src/main/java/A.java",
                    "registry.counter(\n    \"a.new.one\").increment(); Gauge.builder(\"b\", x);")))
        .containsExactly("a.new.one", "b");
  }

  private static List<String> metrics(Map<String, String> texts) {
    return texts.entrySet().stream()
        .filter(file -> file.getKey().contains("/src/main/java/"))
        .flatMap(file -> METRIC.matcher(file.getValue()).results())
        .map(found -> found.group(1))
        .toList();
  }
}
