package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.infra.schema.AnswerSchema;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.source.RelativePath;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The field {@code output}, as it came. */
@Schema(
    name = "RunOutput",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "What the run brings home beside its answer.")
record OutputRequest(
    @Schema(
            type = "object",
            implementation = Object.class,
            description =
                "A JSON Schema (draft-07, or 2020-12 if it says so in $schema) of an object that the"
                    + " structured answer has to fit; without references to other documents.")
        @Nullable JsonNode schema,
    @Schema(
            minimum = "0",
            defaultValue = "2",
            description =
                "How often Claude Code is told what is wrong with its answer before the run fails"
                    + " with output_invalid.")
        @Nullable Integer repairs,
    @Schema(
            description = "Globs of files to keep, relative to the working directory.",
            example = "[\"target/site/**\"]")
        @Nullable List<String> artifacts,
    @Schema(
            defaultValue = "true",
            description = "Whether the change to the working directory is kept as a patch.")
        @Nullable Boolean patch,
    @Nullable PushRequest push) {

  private static final String AT = "/output";

  static @Nullable OutputRequest read(Fields run) {
    boolean asked = run.hasValue("output");
    Fields output = run.object("output");
    var form =
        new OutputRequest(
            output.json("schema"),
            output.integer("repairs"),
            output.texts("artifacts"),
            output.flag("patch"),
            PushRequest.read(output));
    return asked ? form : null;
  }

  static OutputSpec decide(
      @Nullable OutputRequest asked,
      String prompt,
      boolean hasRepository,
      OutputSettings settings,
      Objections objections) {
    if (asked == null) {
      return OutputSpec.DEFAULT;
    }
    var artifacts = Objects.requireNonNullElse(asked.artifacts, List.<String>of());
    objections.checkCount(AT + "/artifacts", artifacts.size(), settings.maxArtifacts());
    for (int i = 0; i < artifacts.size() && i < settings.maxArtifacts(); i++) {
      glob(AT + "/artifacts/" + i, artifacts.get(i), settings, objections);
    }
    String schema = asked.schema == null ? null : schema(asked.schema, settings, objections);
    return new OutputSpec(
        schema,
        repairs(schema != null, asked.repairs, settings, objections),
        artifacts,
        !Boolean.FALSE.equals(asked.patch),
        PushRequest.decide(asked.push, prompt, hasRepository, settings, objections));
  }

  private static String schema(JsonNode schema, OutputSettings settings, Objections objections) {
    String json = schema.toString();
    if (RunAdmission.longer(json, settings.maxSchema())) {
      objections.refuse(
          AT + "/schema",
          "Expected at most %d bytes of JSON, found %d."
              .formatted(settings.maxSchema().toBytes(), RunAdmission.bytes(json)));
      return json;
    }
    AnswerSchema.refusal(schema)
        .ifPresent(
            refusal -> objections.refuse(AT + "/schema" + refusal.pointer(), refusal.message()));
    return json;
  }

  private static int repairs(
      boolean hasSchema, @Nullable Integer asked, OutputSettings settings, Objections objections) {
    if (asked == null) {
      return hasSchema ? settings.defaultRepairs() : 0;
    }
    if (!hasSchema) {
      objections.refuse(AT + "/repairs", "Expected schema beside it, found none.");
    }
    objections.checkNumber(AT + "/repairs", asked, 0, settings.maxRepairs());
    return asked;
  }

  private static void glob(
      String pointer, String glob, OutputSettings settings, Objections objections) {
    if (glob.isBlank() || glob.length() > settings.maxGlob()) {
      objections.refuse(
          pointer,
          "Expected a glob of 1 to %d characters, found %d."
              .formatted(settings.maxGlob(), glob.length()));
      return;
    }
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      objections.refuse(
          pointer,
          "Expected a glob such as target/site/**, found '%s' (%s)."
              .formatted(Shown.shortly(glob), e.getDescription()));
      return;
    }
    // A backslash quotes in a glob, so it is no part of the path.
    boolean _ = objections.read(pointer, RelativePath.parse(glob.replace("\\", ""))).isPresent();
  }
}
