package dev.ccrunner.gateway.testing;

import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** Binds a settings record as Spring Boot does. */
public final class SettingsBinding {
  private SettingsBinding() {}

  public static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
    return new Binder(
            java.util.List.of(new MapConfigurationPropertySource(values)),
            null,
            ApplicationConversionService.getSharedInstance())
        .bindOrCreate(ConfigurationPropertyName.of(prefix).toString(), type);
  }
}
