package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.AddressRange;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.run.PermissionMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a body says about a key, read and checked field by field. What a change does not name stays
 * as it was.
 */
final class KeyRequest {
  private static final int MAX_NAME = 100;
  private static final int MAX_RANGES = 50;

  private final List<FieldError> errors = new ArrayList<>();
  private final @Nullable String name;
  private final boolean service;
  private final KeyTerms terms;

  private KeyRequest(JsonBody body, boolean creates, @Nullable StoredKey before, Instant now) {
    Fields fields = body.fields();
    KeyTerms old =
        before == null
            ? new KeyTerms(GivenScopes.of(EnumSet.noneOf(Scope.class)), null, List.of(), null)
            : before.terms();
    boolean givesScopes = fields.has("scopes");
    boolean givesEnd = fields.has("expires_at");
    boolean givesRanges = fields.has("allowed_ips");
    boolean givesMode = fields.has("max_permission_mode");
    String asked = fields.text("name");
    service = creates && Boolean.TRUE.equals(fields.flag("service"));
    List<String> scopes = fields.texts("scopes");
    Instant end = fields.time("expires_at");
    List<String> ranges = fields.texts("allowed_ips");
    String mode = fields.text("max_permission_mode");
    fields.done();
    name = name(asked, before);
    terms =
        new KeyTerms(
            creates || givesScopes ? scopes(scopes) : old.scopes(),
            givesEnd ? end(end, now) : old.expiresAt(),
            givesRanges ? ranges(ranges) : old.allowed(),
            givesMode ? mode(mode) : old.maxMode());
    if (!errors.isEmpty()) {
      throw ProblemException.ofFields(ErrorCode.INVALID_FIELD, errors);
    }
  }

  static KeyRequest toCreate(JsonBody body, Instant now) {
    return new KeyRequest(body, true, null, now);
  }

  static KeyRequest toChange(StoredKey before, JsonBody body, Instant now) {
    return new KeyRequest(body, false, before, now);
  }

  String name() {
    return Objects.requireNonNull(name);
  }

  boolean service() {
    return service;
  }

  KeyTerms terms() {
    return terms;
  }

  private @Nullable String name(@Nullable String asked, @Nullable StoredKey before) {
    if (asked == null && before != null) {
      return before.name();
    }
    if (asked == null || asked.isBlank() || asked.length() > MAX_NAME) {
      refuse("/name", "Expected a name of 1 to %d characters.".formatted(MAX_NAME));
    }
    return asked;
  }

  private GivenScopes scopes(List<String> names) {
    if (names.equals(List.of(GivenScopes.STAR)) && !service) {
      return GivenScopes.ALL;
    }
    if (names.isEmpty()) {
      refuse("/scopes", "Expected at least one scope; [\"*\"] stands for all that you may.");
    }
    var scopes = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < names.size(); i++) {
      Optional<Scope> scope = Scope.ofWireName(names.get(i));
      scope.ifPresent(scopes::add);
      if (scope.isEmpty()) {
        refuse(
            "/scopes/" + i,
            "Expected one of %s, found '%s'."
                .formatted(String.join(", ", Scope.wireNames()), Shown.shortly(names.get(i))));
      }
    }
    return GivenScopes.of(scopes);
  }

  private @Nullable Instant end(@Nullable Instant asked, Instant now) {
    if (asked != null && !asked.isAfter(now)) {
      refuse("/expires_at", "Expected a time to come, found %s.".formatted(asked));
    }
    return asked;
  }

  private List<AddressRange> ranges(List<String> texts) {
    if (texts.size() > MAX_RANGES) {
      refuse(
          "/allowed_ips",
          "Expected at most %d entries, found %d.".formatted(MAX_RANGES, texts.size()));
      return List.of();
    }
    var ranges = new ArrayList<AddressRange>();
    for (int i = 0; i < texts.size(); i++) {
      Optional<AddressRange> range = AddressRange.parse(texts.get(i));
      range.ifPresent(ranges::add);
      if (range.isEmpty()) {
        refuse(
            "/allowed_ips/" + i,
            "Expected an IP address or a range such as 10.0.0.0/8, found '%s'."
                .formatted(Shown.shortly(texts.get(i))));
      }
    }
    return ranges;
  }

  private @Nullable PermissionMode mode(@Nullable String asked) {
    if (asked != null && PermissionMode.ofWireName(asked).isEmpty()) {
      refuse(
          "/max_permission_mode",
          "Expected one of %s, found '%s'."
              .formatted(String.join(", ", PermissionMode.wireNames()), Shown.shortly(asked)));
      return null;
    }
    return asked == null ? null : PermissionMode.ofWireName(asked).orElseThrow();
  }

  private void refuse(String pointer, String message) {
    errors.add(new FieldError(pointer, message));
  }
}
