package dev.ccrunner.worker.rounds;

import dev.ccrunner.infra.schema.AnswerSchema;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.claudecode.CliResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the structured answer of each turn with the whole schema: Claude Code knows a part of it
 * only, and may end a turn well without any answer.
 */
final class StructuredAnswer {
  private final @Nullable AnswerSchema schema;
  private int repairsLeft;

  StructuredAnswer(OutputSpec output) {
    this.schema = output.schemaJson() == null ? null : AnswerSchema.of(output.schemaJson());
    this.repairsLeft = output.schemaRepairs();
  }

  boolean wanted() {
    return schema != null;
  }

  Step look(CliResult result) {
    if (schema == null) {
      return new Step.Good();
    }
    var errors =
        result.misshapen() ? result.ending().errors() : schema.errors(result.structuredJson());
    if (errors.isEmpty() && !result.misshapen()) {
      return new Step.Good();
    }
    if (repairsLeft == 0) {
      return new Step.Failed(
          RunFailure.of(
              FailureCode.OUTPUT_INVALID,
              "The answer does not fit output.schema. " + String.join(" ", sentences(errors))));
    }
    repairsLeft--;
    return new Step.Say(
        """
        Your structured answer does not fit the schema that was asked for:
        %s
        Call the StructuredOutput tool again, with an answer that fits.\
        """
            .formatted(String.join("\n", errors.stream().map(error -> "- " + error).toList())));
  }

  private static List<String> sentences(List<String> errors) {
    return errors.stream().map(error -> error.endsWith(".") ? error : error + ".").toList();
  }
}
