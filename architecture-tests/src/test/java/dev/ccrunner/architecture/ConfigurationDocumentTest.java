package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
  @Test
  void listsEverySettingWithItsDefault() throws IOException {
    var text = new StringBuilder();
    for (var settings : Settings.all()) {
      text.append("\n### `").append(settings.prefix()).append("`\n\n");
      text.append(settings.about()).append("\n\n");
      text.append("| key | environment | default | meaning |\n|---|---|---|---|\n");
      for (var setting : settings.settings()) {
        text.append(
            "| `%s` | `%s` | %s | %s |\n"
                .formatted(
                    setting.key(),
                    setting.environment(),
                    setting.defaultValue().isEmpty() ? "none" : "`" + setting.defaultValue() + "`",
                    setting.meaning()));
      }
    }
    text.append('\n');

    new DrawnPart("docs/configuration.md", "written from the settings records")
        .mustBe(text.toString());
  }

  @Test
  void findsSettingsAtAll() {
    assertThat(Settings.all())
        .anySatisfy(settings -> {
          assertThat(settings.prefix()).isEqualTo("ccr.lease");
          assertThat(settings.about()).startsWith("How long a worker owns a run");
          assertThat(settings.settings().getFirst())
              .satisfies(ttl -> {
                assertThat(ttl.key()).isEqualTo("ccr.lease.ttl");
                assertThat(ttl.environment()).isEqualTo("CCR_LEASE_TTL");
                assertThat(ttl.defaultValue()).isEqualTo("30s");
                assertThat(ttl.meaning()).startsWith("a lease ends this long after");
              });
        });
  }

  @Test
  void saysWhatEachSettingMeans() {
    assertThat(Settings.all())
        .allSatisfy(settings -> {
          assertThat(settings.about()).as(settings.prefix()).isNotBlank();
          assertThat(settings.settings())
              .allSatisfy(setting -> assertThat(setting.meaning()).as(setting.key()).isNotBlank());
        });
  }
}
