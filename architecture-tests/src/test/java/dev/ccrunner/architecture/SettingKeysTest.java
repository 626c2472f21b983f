package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keys are written one way everywhere, so that a search finds them all: {@code ccr.}, lower case,
 * words joined by hyphens.
 */
class SettingKeysTest {
  private static final Pattern KEBAB = Pattern.compile("ccr(\\.[a-z][a-z0-9]*(-[a-z0-9]+)*)+");
  private static final Pattern PREFIX =
      Pattern.compile("@ConfigurationProperties\\((?:prefix = |value = )?\"([^\"]*)\"");
  private static final Pattern PLACEHOLDER = Pattern.compile("@Value\\(\"\\$\\{([^:}\"]+)[:}]");
  private static final Pattern YAML_PLACEHOLDER = Pattern.compile("\\$\\{(ccr\\.[^:}]+)[:}]");
  private static final Pattern CONDITION = Pattern.compile("@ConditionalOnProperty\\(\"([^\"]*)\"");

  @Test
  void areKebabCaseBelowOnePrefix() {
    assertThat(misspelt(Repository.texts())).isEmpty();
  }

  @Test
  void areSeenToBeMisspelt() {
    var texts =
        Map.of(
            "x/src/main/java/A.java", "@ConfigurationProperties(\"ccr.runLimits\") record A() {}",
            "x/src/main/java/B.java", "@Value(\"${ccr.max_runs:1}\") int runs",
            "x/src/main/java/C.java", "@ConfigurationProperties(\"runner.lease\") record C() {}",
            "x/src/main/java/D.java",
                "@ConfigurationProperties(prefix = \"ccr.ok-then\") record D() {}",
            "x/src/test/java/E.java", "@Value(\"${anything}\")");

    assertThat(misspelt(texts))
        .containsExactlyInAnyOrder("ccr.runLimits", "ccr.max_runs", "runner.lease");
  }

  /** A key that is read by itself, and stands in no record, would be in no document either. */
  @Test
  void standInARecord() {
    assertThat(undocumented(Repository.texts())).isEmpty();
    assertThat(
            undocumented(
                Map.of(
                    "x/src/main/java/A.java",
                    "@Value(\"${ccr.lease.ttl}\") Duration a, @Value(\"${ccr.hidden:1}\") int b")))
        .containsExactly("ccr.hidden");
  }

  /** The few that are placeholders in the applications' own files, such as ports. */
  @Test
  void areInTheDocumentWhenTheyAreNoRecords() {
    var texts = Repository.texts();

    assertThat(
            texts.entrySet().stream()
                .filter(file -> file.getKey().matches(".*/src/main/resources/.*\\.ya?ml"))
                .flatMap(file -> YAML_PLACEHOLDER.matcher(file.getValue()).results())
                .map(found -> "`" + found.group(1) + "`"))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(texts.get("docs/configuration.md")).contains(key));
  }

  private static List<String> undocumented(Map<String, String> texts) {
    var documented =
        Settings.all().stream()
            .flatMap(settings -> settings.settings().stream())
            .map(Settings.Setting::key)
            .collect(Collectors.toSet());
    return texts.entrySet().stream()
        .filter(file -> file.getKey().contains("/src/main/java/"))
        .flatMap(file -> PLACEHOLDER.matcher(file.getValue()).results())
        .map(found -> found.group(1))
        .filter(key -> key.startsWith("ccr.") && !documented.contains(key))
        .toList();
  }

  private static List<String> misspelt(Map<String, String> texts) {
    return texts.entrySet().stream()
        .filter(file -> file.getKey().contains("/src/main/java/"))
        .flatMap(file -> keys(file.getValue()))
        .filter(key -> !KEBAB.matcher(key).matches())
        .sorted()
        .toList();
  }

  private static Stream<String> keys(String source) {
    return Stream.of(PREFIX, PLACEHOLDER, CONDITION)
        .flatMap(pattern -> pattern.matcher(source).results())
        .map(found -> found.group(1));
  }
}
