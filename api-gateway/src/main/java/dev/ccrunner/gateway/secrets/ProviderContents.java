package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.secret.SecretChange.Content;
import dev.ccrunner.secret.ProviderType;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Decides about an account at a model provider: each type has fields of its own. */
final class ProviderContents {
  private static final List<String> AUTHORIZATIONS = List.of("x-api-key", "bearer");
  private static final Pattern REGION = Pattern.compile("[a-z][a-z0-9-]{1,39}");
  private static final Pattern PROJECT = Pattern.compile("[a-z][a-z0-9:.-]{3,99}");

  private final SecretRequest.Provider asked;
  private final SecretLimits limits;
  private final SecretContents contents;
  private final FieldProblems problems;

  ProviderContents(
      SecretRequest.Provider asked,
      SecretLimits limits,
      SecretContents contents,
      FieldProblems problems) {
    this.asked = asked;
    this.limits = limits;
    this.contents = contents;
    this.problems = problems;
  }

  @Nullable Content decide() {
    if (asked.type() == null) {
      problems.missing("/provider/type", "one of " + String.join(", ", ProviderType.wireNames()));
      return null;
    }
    var type = ProviderType.ofWireName(asked.type()).orElse(null);
    if (type == null) {
      problems.invalid(
          "/provider/type",
          "Expected one of %s, found '%s'."
              .formatted(String.join(", ", ProviderType.wireNames()), Shown.shortly(asked.type())));
      return null;
    }
    refuseForeignFields(type);
    return switch (type) {
      case ANTHROPIC -> messagesApi(type, null);
      case GATEWAY -> gateway();
      case BEDROCK -> bedrock();
      case VERTEX -> vertex();
    };
  }

  private void refuseForeignFields(ProviderType type) {
    String what = "the provider type " + type.wireName();
    boolean messagesApi = type == ProviderType.ANTHROPIC || type == ProviderType.GATEWAY;
    if (!messagesApi) {
      problems.foreign("/provider/base_url", asked.baseUrl(), what);
    } else {
      problems.foreign("/provider/region", asked.region(), what);
    }
    if (type != ProviderType.GATEWAY) {
      problems.foreign("/provider/authorization", asked.authorization(), what);
    }
    if (type != ProviderType.VERTEX) {
      problems.foreign("/provider/project", asked.project(), what);
      problems.foreign("/provider/service_account", asked.serviceAccount(), what);
    } else {
      problems.foreign("/provider/api_key", asked.apiKey(), what);
    }
    if (type != ProviderType.BEDROCK) {
      problems.foreign("/provider/access_key_id", asked.accessKeyId(), what);
      problems.foreign("/provider/secret_access_key", asked.secretAccessKey(), what);
      problems.foreign("/provider/session_token", asked.sessionToken(), what);
    }
  }

  private Content messagesApi(ProviderType type, @Nullable String authorization) {
    String url = asked.baseUrl();
    if (url != null) {
      ProviderAddress.refusal(url, limits.providerHosts())
          .ifPresent(expected ->
              problems.invalid(
                  "/provider/base_url",
                  "Expected %s, found '%s'.".formatted(expected, Shown.shortly(url))));
    }
    return content(
        new SecretUse.Provider(type, asked.baseUrl(), authorization, null, null),
        Map.of(SecretParts.API_KEY, contents.part("/provider/api_key", asked.apiKey(), true)));
  }

  private Content gateway() {
    if (asked.baseUrl() == null) {
      problems.missing("/provider/base_url", "the address of the gateway");
    }
    String authorization = asked.authorization() == null ? "x-api-key" : asked.authorization();
    if (!AUTHORIZATIONS.contains(authorization)) {
      problems.invalid(
          "/provider/authorization",
          "Expected one of %s, found '%s'."
              .formatted(String.join(", ", AUTHORIZATIONS), Shown.shortly(authorization)));
    }
    return messagesApi(ProviderType.GATEWAY, authorization);
  }

  private Content bedrock() {
    checkRegion();
    var parts = new HashMap<String, String>();
    if (asked.apiKey() != null) {
      String what = "the provider type bedrock that has an api_key";
      problems.foreign("/provider/access_key_id", asked.accessKeyId(), what);
      problems.foreign("/provider/secret_access_key", asked.secretAccessKey(), what);
      problems.foreign("/provider/session_token", asked.sessionToken(), what);
      parts.put(SecretParts.API_KEY, contents.part("/provider/api_key", asked.apiKey(), true));
    } else {
      parts.put(
          "access_key_id", contents.part("/provider/access_key_id", asked.accessKeyId(), true));
      parts.put(
          "secret_access_key",
          contents.part("/provider/secret_access_key", asked.secretAccessKey(), true));
      if (asked.sessionToken() != null) {
        parts.put(
            "session_token", contents.part("/provider/session_token", asked.sessionToken(), true));
      }
    }
    return content(
        new SecretUse.Provider(ProviderType.BEDROCK, null, null, asked.region(), null), parts);
  }

  private Content vertex() {
    checkRegion();
    if (asked.project() == null) {
      problems.missing("/provider/project", "a project");
    } else if (!PROJECT.matcher(asked.project()).matches()) {
      problems.invalid(
          "/provider/project",
          "Expected the id of a project, found '%s'.".formatted(Shown.shortly(asked.project())));
    }
    String account = contents.part("/provider/service_account", asked.serviceAccount(), false);
    if (!account.isEmpty() && !isServiceAccount(account)) {
      problems.invalid(
          "/provider/service_account",
          "Expected the key file of a service account, JSON with client_email and private_key, found something else.");
    }
    return content(
        new SecretUse.Provider(ProviderType.VERTEX, null, null, asked.region(), asked.project()),
        Map.of("service_account", account));
  }

  private void checkRegion() {
    if (asked.region() == null) {
      problems.missing("/provider/region", "a region");
    } else if (!REGION.matcher(asked.region()).matches()) {
      problems.invalid(
          "/provider/region",
          "Expected a region such as eu-central-1, found '%s'."
              .formatted(Shown.shortly(asked.region())));
    }
  }

  private static boolean isServiceAccount(String text) {
    try {
      JsonNode json = JsonMapper.shared().readTree(text);
      return json.path("client_email").isString() && json.path("private_key").isString();
    } catch (JacksonException _) {
      return false;
    }
  }

  private static Content content(SecretUse use, Map<String, String> parts) {
    return new Content(use, new SecretParts(parts));
  }
}
