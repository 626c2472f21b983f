package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.infra.secret.SecretSettings;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.secret.SecretId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the form of the fields {@code secrets} and {@code provider_secret}: whether the
 * team has them, {@link SecretsOfRun} looks up.
 */
final class SecretsRequest {
  private SecretsRequest() {}

  static RunSecrets decide(
      @Nullable List<String> asked,
      @Nullable String providerSecret,
      SecretSettings settings,
      Objections objections) {
    var texts = Objects.requireNonNullElse(asked, List.<String>of());
    if (texts.size() > settings.maxPerRun()) {
      objections.refuse(
          "/secrets",
          "Expected at most %d secrets, found %d.".formatted(settings.maxPerRun(), texts.size()));
    }
    var ids = new LinkedHashSet<SecretId>();
    for (int i = 0; i < texts.size(); i++) {
      id("/secrets/" + i, texts.get(i), objections).ifPresent(ids::add);
    }
    if (objections.none() && ids.size() < texts.size()) {
      objections.refuse("/secrets", "Expected each secret once, found one twice.");
    }
    var provider =
        providerSecret == null
            ? Optional.<SecretId>empty()
            : id("/provider_secret", providerSecret, objections);
    return new RunSecrets(List.copyOf(ids), provider.orElse(null));
  }

  /** The id in {@code text}; a text that is none names no secret. */
  static Optional<SecretId> id(String pointer, String text, Objections objections) {
    var id = SecretId.parse(text);
    if (id.isEmpty()) {
      objections.refuse(ErrorCode.SECRET_NOT_FOUND, pointer, SecretsOfRun.unknown(text));
    }
    return id;
  }
}
