package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Decides whether a request may run, and fills in what it left open. */
@Component
class RunAdmission {
  private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
  private static final int MAX_MODEL_LENGTH = 200;
  private static final String BETWEEN_PARTS = "\n\n";

  private final RequestBounds bounds;

  RunAdmission(RequestBounds bounds) {
    this.bounds = bounds;
  }

  Admission decide(RunSubmission asked, Caps caps) {
    return new Decision(asked, caps).decide();
  }

  /** One look at one request: collects everything that is wrong with it. */
  private final class Decision {
    private final RunSubmission asked;
    private final RunCaps caps;
    private final SubmissionSettings settings = bounds.run();
    private final Objections objections = new Objections();

    Decision(RunSubmission asked, Caps caps) {
      this.asked = asked;
      this.caps = new RunCaps(caps, objections::exceed);
    }

    Admission decide() {
      var parts = parts();
      String prompt = prompt(parts);
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
      RunLimits limits =
          caps.limits(asked.limits(), LimitsRequest.decide(asked.limits(), bounds, objections));
      var retry = RetryRequest.decide(asked.retry(), objections::refuse);
      var env =
          EnvRequest.decide(
              Objects.requireNonNullElse(asked.env(), Map.of()), settings, objections::refuse);
      var secrets =
          SecretsRequest.decide(
              asked.secrets(), asked.providerSecret(), bounds.secrets(), objections);
      var session = session(asked.sessionId());
      var workspace = WorkspaceRequest.decide(asked.workspace(), bounds.workspace(), objections);
      var checks =
          CheckRequest.decide(
              Objects.requireNonNullElse(asked.checks(), List.of()), bounds.checks(), objections);
      // A session may have a repository that only its first run named.
      boolean hasRepository = workspace.spec().git() != null || session != null;
      var output =
          OutputRequest.decide(asked.output(), prompt, hasRepository, bounds.output(), objections);
      var labels =
          LabelRequest.decide(
              Objects.requireNonNullElse(asked.labels(), Map.of()), settings, objections::refuse);
      Duration expiresAfter =
          asked.queue() == null ? null : expiresAfter(asked.queue().expiresAfter());
      var refused = objections.refusal();
      if (refused.isPresent()) {
        return refused.get();
      }
      var input =
          new RunInput(
              List.of(),
              Boolean.TRUE.equals(asked.slashCommands()),
              Boolean.TRUE.equals(asked.fileMentions()));
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
              input,
              workspace.spec(),
              output,
              checks);
      boolean brings = asked.workspace() != null && asked.workspace().bringsContent();
      return new Admission.Admitted(
          spec, parts, workspace.files(), session, brings, labels, expiresAfter);
    }

    /** Empty when the prompt is all there is. */
    private List<AskedPart> parts() {
      var content = Objects.requireNonNullElse(asked.content(), List.<ContentRequest>of());
      if (content.isEmpty()) {
        return List.of();
      }
      var parts = new ArrayList<AskedPart>();
      if (asked.prompt() != null) {
        parts.add(new AskedPart.Words(asked.prompt()));
      }
      parts.addAll(ContentRequest.decide(content, bounds.content(), objections));
      return parts;
    }

    private String prompt(List<AskedPart> parts) {
      String prompt = asked.prompt();
      String pointer = "/prompt";
      if (!parts.isEmpty()) {
        prompt = joined(parts);
        pointer = asked.prompt() == null ? "/content" : "/prompt";
      }
      if (prompt == null || (prompt.isEmpty() && asked.prompt() == null)) {
        objections.missing(pointer, "a prompt, or a text in content");
        return "";
      }
      if (prompt.isBlank() || (asked.prompt() != null && asked.prompt().isBlank())) {
        objections.refuse(pointer, "Expected a prompt, found one without a visible character.");
      }
      if (longer(prompt, settings.maxPrompt())) {
        objections.refuse(
            ErrorCode.PROMPT_TOO_LARGE,
            pointer,
            "Expected at most %d bytes of UTF-8, found %d."
                .formatted(settings.maxPrompt().toBytes(), bytes(prompt)));
      }
      return prompt;
    }

    private static String joined(List<AskedPart> parts) {
      return parts.stream()
          .filter(AskedPart.Words.class::isInstance)
          .map(part -> ((AskedPart.Words) part).text())
          .collect(Collectors.joining(BETWEEN_PARTS));
    }

    /** Its form only: whether the team has it and it takes runs, {@link SessionsOfRun} knows. */
    private @Nullable SessionId session(@Nullable String text) {
      if (text == null) {
        return null;
      }
      var id = SessionId.parse(text);
      if (id.isEmpty()) {
        objections.refuse(
            ErrorCode.SESSION_NOT_FOUND,
            "/session_id",
            "Expected the id of a session of this team, found '%s'."
                .formatted(Shown.shortly(text)));
      }
      return id.orElse(null);
    }

    /** A name goes onto a command line: it must not look like an option there. */
    private void model(String pointer, @Nullable String model) {
      if (model != null
          && (model.isBlank()
              || model.startsWith("-")
              || model.length() > MAX_MODEL_LENGTH
              || model.chars().anyMatch(c -> c <= ' ' || c == 127))) {
        objections.refuse(
            pointer,
            "Expected the name of a model, 1 to %d characters without spaces, not beginning with"
                    .formatted(MAX_MODEL_LENGTH)
                + " '-', found '%s'.".formatted(Shown.shortly(model)));
      }
    }

    private void systemPrompt(String pointer, @Nullable String text) {
      if (text != null && longer(text, settings.maxSystemPrompt())) {
        objections.refuse(
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
        objections.refuse(
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
          objections.refuse(
              pointer + "/" + i,
              "Expected a rule such as Bash(mvn test:*), 1 to %d characters, found '%s'."
                  .formatted(settings.maxRuleLength(), Shown.shortly(rule)));
        }
      }
    }

    private @Nullable Duration expiresAfter(@Nullable Duration asked) {
      if (asked != null) {
        LimitsRequest.checkDuration(
            "/queue/expires_after", asked, settings.maxQueueTime(), objections);
      }
      return asked;
    }

    private void oneOf(String pointer, @Nullable String value, List<String> allowed) {
      if (value != null && !allowed.contains(value)) {
        objections.refuse(
            pointer,
            "Expected one of %s, found '%s'."
                .formatted(String.join(", ", allowed), Shown.shortly(value)));
      }
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
