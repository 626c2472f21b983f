package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.CheckSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An element of the field {@code checks}, as it came. */
@Schema(
    name = "RunCheck",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description =
        "A command that has to succeed when Claude Code says that it is done. What a failing one"
            + " prints is its next message.")
record CheckRequest(
    @Schema(description = "Unique in the run; check-1, check-2… when absent.", example = "tests")
        @Nullable String name,
    @Schema(
            description = "For /bin/sh -c, in the working directory and the sandbox of the run.",
            example = "mvn -q test")
        @Nullable String run,
    @Schema(
            minimum = "0",
            defaultValue = "2",
            description = "How often a failure of this check is told to Claude Code to be mended.")
        @Nullable Integer maxRounds,
    @Schema(
            type = "string",
            pattern = RunSubmission.DURATION,
            defaultValue = "10m",
            description = "Of one execution; longer is a failure of the check.")
        @Nullable Duration timeout) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,63}");

  static List<CheckRequest> read(Fields run) {
    return run.objects("checks").stream()
        .map(check ->
            new CheckRequest(
                check.text("name"),
                check.text("run"),
                check.integer("max_rounds"),
                check.duration("timeout")))
        .toList();
  }

  static List<CheckSpec> decide(
      List<CheckRequest> asked, CheckSettings settings, Objections objections) {
    objections.checkCount("/checks", asked.size(), settings.maxChecks());
    var checks = new ArrayList<CheckSpec>();
    var names = new HashSet<String>();
    for (int i = 0; i < asked.size() && i < settings.maxChecks(); i++) {
      var check = asked.get(i).decide("/checks/" + i, "check-" + (i + 1), settings, objections);
      if (!names.add(check.name())) {
        objections.refuse(
            "/checks/" + i + "/name",
            "Expected each name once, found '%s' twice.".formatted(Shown.shortly(check.name())));
      }
      checks.add(check);
    }
    return checks;
  }

  private CheckSpec decide(
      String pointer, String otherwise, CheckSettings settings, Objections objections) {
    String called = Objects.requireNonNullElse(name, otherwise);
    if (!NAME.matcher(called).matches()) {
      objections.refuse(
          pointer + "/name",
          "Expected 1 to 64 letters, digits and any of ' ._:/-', found '%s'."
              .formatted(Shown.shortly(called)));
    }
    command(pointer + "/run", settings, objections);
    int rounds = maxRounds == null ? settings.defaultRounds() : maxRounds;
    objections.checkNumber(pointer + "/max_rounds", rounds, 0, settings.maxRounds());
    Duration longest = timeout == null ? settings.defaultTimeout() : timeout;
    LimitsRequest.checkDuration(pointer + "/timeout", longest, settings.maxTimeout(), objections);
    return new CheckSpec(called, Objects.requireNonNullElse(run, ""), rounds, longest);
  }

  private void command(String pointer, CheckSettings settings, Objections objections) {
    if (run == null) {
      objections.missing(pointer, "a command");
    } else if (run.isBlank()) {
      objections.refuse(pointer, "Expected a command, found one without a visible character.");
    } else if (RunAdmission.longer(run, settings.maxCommand())) {
      objections.refuse(
          pointer,
          "Expected at most %d bytes of UTF-8, found %d."
              .formatted(settings.maxCommand().toBytes(), RunAdmission.bytes(run)));
    }
  }
}
