package dev.ccrunner.gateway.testing;

import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;

/** Binds a settings record as Spring Boot does, and checks it as Spring Boot does. */
public final class SettingsBinding {
  private static final Validator VALIDATOR =
      Validation.buildDefaultValidatorFactory().getValidator();

  private SettingsBinding() {}

  public static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
    var bound =
        new Binder(
                java.util.List.of(new MapConfigurationPropertySource(values)),
                null,
                ApplicationConversionService.getSharedInstance())
            .bindOrCreate(ConfigurationPropertyName.of(prefix).toString(), type);
    var violations = VALIDATOR.validate(bound);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
    return bound;
  }
}
