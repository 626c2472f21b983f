package dev.ccrunner.gateway.identity.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class BootstrapSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.bootstrap", BootstrapSettings.class, Map.of()))
        .isEqualTo(new BootstrapSettings(null, null));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.bootstrap.api-key", "k"),
            Map.entry("ccr.bootstrap.api-key-file", "/tmp/f"));

    assertThat(SettingsBinding.bind("ccr.bootstrap", BootstrapSettings.class, values))
        .isEqualTo(new BootstrapSettings("k", Path.of("/tmp/f")));
  }

  @Test
  void readsTheEnvironment() {
    var sources = new StandardEnvironment().getPropertySources();
    sources.forEach(source -> sources.remove(source.getName()));
    sources.addFirst(
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            Map.of("CCR_BOOTSTRAP_API_KEY", "k", "CCR_BOOTSTRAP_API_KEY_FILE", "/tmp/f")));

    var bound =
        new Binder(
                ConfigurationPropertySources.from(sources),
                null,
                ApplicationConversionService.getSharedInstance())
            .bind("ccr.bootstrap", BootstrapSettings.class);

    assertThat(bound.get()).isEqualTo(new BootstrapSettings("k", Path.of("/tmp/f")));
  }

  @Test
  void doesNotShowTheKey() {
    assertThat(new BootstrapSettings("secret", null).toString()).doesNotContain("secret");
  }
}
