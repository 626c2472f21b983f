package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.infra.secret.SecretSettings;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.secret.SecretId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Decides whether a request may run, and fills in what it left open. */
@Component
class RunAdmission {
  private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
  private static final int MAX_MODEL_LENGTH = 200;
  private static final BigDecimal MAX_COST = new BigDecimal("1000000");
  private static final int COST_SCALE = 6;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final SubmissionSettings settings;
  private final SecretSettings secretSettings;

  RunAdmission(SubmissionSettings settings, SecretSettings secretSettings) {
    this.settings = settings;
    this.secretSettings = secretSettings;
  }

  Admission decide(RunSubmission asked, Caps caps) {
    return new Decision(asked, caps).decide();
  }

  /** One look at one request: collects everything that is wrong with it. */
  private final class Decision {
    private final RunSubmission asked;
    private final RunCaps caps;
    private final List<FieldError> errors = new ArrayList<>();
    private @Nullable ErrorCode first;

    Decision(RunSubmission asked, Caps caps) {
      this.asked = asked;
      this.caps = new RunCaps(caps, this::exceed);
    }

    Admission decide() {
      String prompt = prompt(asked.prompt());
      model("/model", asked.model());
      model("/fallback_model", asked.fallbackModel());
      oneOf("/effort", asked.effort(), EFFORTS);
      systemPrompt("/system_prompt", asked.systemPrompt());
      systemPrompt("/append_system_prompt", asked.appendSystemPrompt());
      String model = caps.model(asked.model());
      caps.fallbackModel(asked.fallbackModel());
      PermissionMode mode =
          caps.mode(asked.permissionMode(), permissionMode(asked.permissionMode()));
      PermissionRules rules = rules(asked.permissions());
      RunLimits limits = caps.limits(asked.limits(), limits(asked.limits()));
      var retry = RetryRequest.decide(asked.retry(), this::refuse);
      var env =
          EnvRequest.decide(
              Objects.requireNonNullElse(asked.env(), Map.of()), settings, this::refuse);
      var secrets = secrets(asked);
      var labels =
          LabelRequest.decide(
              Objects.requireNonNullElse(asked.labels(), Map.of()), settings, this::refuse);
      Duration expiresAfter =
          asked.queue() == null ? null : expiresAfter(asked.queue().expiresAfter());
      if (first != null) {
        return new Admission.Refused(first, errors);
      }
      var spec =
          new RunSpec(
              prompt,
              model,
              asked.fallbackModel(),
              asked.effort(),
              asked.systemPrompt(),
              asked.appendSystemPrompt(),
              mode,
              rules,
              limits,
              retry,
              env,
              secrets,
              RunInput.PLAIN,
              WorkspaceSpec.EMPTY,
              OutputSpec.DEFAULT,
              List.of());
      return new Admission.Admitted(spec, labels, expiresAfter);
    }

    /** Their form only: whether the team has them, {@link SecretsOfRun} looks up. */
    private RunSecrets secrets(RunSubmission asked) {
      var texts = Objects.requireNonNullElse(asked.secrets(), List.<String>of());
      if (texts.size() > secretSettings.maxPerRun()) {
        refuse(
            "/secrets",
            "Expected at most %d secrets, found %d."
                .formatted(secretSettings.maxPerRun(), texts.size()));
      }
      var ids = new LinkedHashSet<SecretId>();
      for (int i = 0; i < texts.size(); i++) {
        secret("/secrets/" + i, texts.get(i)).ifPresent(ids::add);
      }
      if (first == null && ids.size() < texts.size()) {
        refuse("/secrets", "Expected each secret once, found one twice.");
      }
      var provider =
          asked.providerSecret() == null
              ? Optional.<SecretId>empty()
              : secret("/provider_secret", asked.providerSecret());
      return new RunSecrets(List.copyOf(ids), provider.orElse(null));
    }

    private Optional<SecretId> secret(String pointer, String text) {
      var id = SecretId.parse(text);
      if (id.isEmpty()) {
        refuse(ErrorCode.SECRET_NOT_FOUND, pointer, SecretsOfRun.unknown(text));
      }
      return id;
    }

    private String prompt(@Nullable String prompt) {
      if (prompt == null) {
        refuse(ErrorCode.MISSING_FIELD, "/prompt", "Expected a prompt, found none.");
        return "";
      }
      if (prompt.isBlank()) {
        refuse("/prompt", "Expected a prompt, found one without a visible character.");
      }
      if (longer(prompt, settings.maxPrompt())) {
        refuse(
            ErrorCode.PROMPT_TOO_LARGE,
            "/prompt",
            "Expected at most %d bytes of UTF-8, found %d."
                .formatted(settings.maxPrompt().toBytes(), bytes(prompt)));
      }
      return prompt;
    }

    /** A name goes onto a command line: it must not look like an option there. */
    private void model(String pointer, @Nullable String model) {
      if (model != null
          && (model.isBlank()
              || model.startsWith("-")
              || model.length() > MAX_MODEL_LENGTH
              || model.chars().anyMatch(c -> c <= ' ' || c == 127))) {
        refuse(
            pointer,
            "Expected the name of a model, 1 to %d characters without spaces, not beginning with"
                    .formatted(MAX_MODEL_LENGTH)
                + " '-', found '%s'.".formatted(Shown.shortly(model)));
      }
    }

    private void systemPrompt(String pointer, @Nullable String text) {
      if (text != null && longer(text, settings.maxSystemPrompt())) {
        refuse(
            pointer,
            "Expected at most %d bytes of UTF-8, found %d."
                .formatted(settings.maxSystemPrompt().toBytes(), bytes(text)));
      }
    }

    private PermissionMode permissionMode(@Nullable String name) {
      if (name == null) {
        return PermissionMode.DEFAULT;
      }
      oneOf("/permission_mode", name, PermissionMode.wireNames());
      return PermissionMode.ofWireName(name).orElse(PermissionMode.DEFAULT);
    }

    private PermissionRules rules(@Nullable PermissionRules rules) {
      if (rules == null) {
        return PermissionRules.NONE;
      }
      int count = rules.allow().size() + rules.ask().size() + rules.deny().size();
      if (count > settings.maxRules()) {
        refuse(
            "/permissions",
            "Expected at most %d rules, found %d.".formatted(settings.maxRules(), count));
      }
      checkRules("/permissions/allow", rules.allow());
      checkRules("/permissions/ask", rules.ask());
      checkRules("/permissions/deny", rules.deny());
      return rules;
    }

    private void checkRules(String pointer, List<String> rules) {
      for (int i = 0; i < rules.size(); i++) {
        String rule = rules.get(i);
        if (rule.isBlank() || rule.startsWith("-") || rule.length() > settings.maxRuleLength()) {
          refuse(
              pointer + "/" + i,
              "Expected a rule such as Bash(mvn test:*), 1 to %d characters, found '%s'."
                  .formatted(settings.maxRuleLength(), Shown.shortly(rule)));
        }
      }
    }

    private RunLimits limits(RunSubmission.@Nullable Limits limits) {
      if (limits == null) {
        return new RunLimits(null, null, settings.defaultTimeout(), settings.defaultIdleTimeout());
      }
      return new RunLimits(
          cost(limits.maxCostUsd()),
          turns(limits.maxTurns()),
          duration("/limits/timeout", limits.timeout(), settings.defaultTimeout()),
          duration("/limits/idle_timeout", limits.idleTimeout(), settings.defaultIdleTimeout()));
    }

    private @Nullable BigDecimal cost(@Nullable BigDecimal cost) {
      if (cost != null
          && (cost.signum() <= 0
              || cost.compareTo(MAX_COST) > 0
              || cost.stripTrailingZeros().scale() > COST_SCALE)) {
        refuse(
            "/limits/max_cost_usd",
            "Expected more than 0, at most %s and at most %d decimals, found %s."
                .formatted(MAX_COST, COST_SCALE, cost));
      }
      return cost;
    }

    private @Nullable Integer turns(@Nullable Integer turns) {
      if (turns != null && (turns < 1 || turns > settings.maxTurns())) {
        refuse(
            "/limits/max_turns",
            "Expected a number from 1 to %d, found %d.".formatted(settings.maxTurns(), turns));
      }
      return turns;
    }

    private Duration duration(String pointer, @Nullable Duration asked, Duration otherwise) {
      if (asked == null) {
        return otherwise;
      }
      checkDuration(pointer, asked, settings.maxTimeout());
      return asked;
    }

    private @Nullable Duration expiresAfter(@Nullable Duration asked) {
      if (asked != null) {
        checkDuration("/queue/expires_after", asked, settings.maxQueueTime());
      }
      return asked;
    }

    private void checkDuration(String pointer, Duration asked, Duration most) {
      if (asked.compareTo(SHORTEST) < 0 || asked.compareTo(most) > 0) {
        refuse(
            pointer,
            "Expected a duration from %s to %s, found %s."
                .formatted(
                    DurationText.format(SHORTEST),
                    DurationText.format(most),
                    DurationText.format(asked)));
      }
    }

    private void oneOf(String pointer, @Nullable String value, List<String> allowed) {
      if (value != null && !allowed.contains(value)) {
        refuse(
            pointer,
            "Expected one of %s, found '%s'."
                .formatted(String.join(", ", allowed), Shown.shortly(value)));
      }
    }

    private void exceed(String pointer, String message) {
      refuse(ErrorCode.POLICY_EXCEEDED, pointer, message);
    }

    private void refuse(String pointer, String message) {
      refuse(ErrorCode.INVALID_FIELD, pointer, message);
    }

    private void refuse(ErrorCode code, String pointer, String message) {
      first = first == null ? code : first;
      errors.add(new FieldError(pointer, message));
    }
  }

  static boolean longer(String text, DataSize most) {
    return text.length() > most.toBytes() || bytes(text) > most.toBytes();
  }

  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Where a part of the decision says what it refuses. */
  @FunctionalInterface
  interface Refusing {
    void refuse(String pointer, String message);
  }
}
