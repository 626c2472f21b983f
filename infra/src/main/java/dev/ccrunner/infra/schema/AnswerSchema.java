package dev.ccrunner.infra.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema that a structured answer has to fit: JSON Schema draft-07, or 2020-12 when it says so.
 * It is complete in itself: nothing is ever fetched. {@code format} is a remark, as in the
 * standard, and asserts nothing.
 */
public final class AnswerSchema {
  /** Enough to mend an answer by; the rest shows in the next round. */
  private static final int MOST_ERRORS = 10;

  private static final int LONGEST_ERROR = 400;
  private static final long MOST_STEPS = 1_000_000;
  private static final int DEEPEST = 200;
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final SchemaRegistryConfig CONFIG =
      SchemaRegistryConfig.builder()
          .locale(Locale.ENGLISH)
          .formatAssertionsEnabled(false)
          .regularExpressionFactory(new PatientRegex())
          .build();

  private final Schema schema;

  private AnswerSchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * Why {@code schema} cannot be used; empty when it can.
   *
   * @param schema a JSON object
   */
  public static Optional<SchemaRefusal> refusal(JsonNode schema) {
    Optional<SchemaRefusal> refused = SchemaForm.refusal(schema);
    if (refused.isPresent()) {
      return refused;
    }
    var draft = draft(schema);
    try {
      var metaschema = registry(draft).getSchema(SchemaLocation.of(draft.version().getDialectId()));
      var errors = validate(metaschema, schema);
      if (!errors.isEmpty()) {
        var first = errors.getFirst();
        return Optional.of(
            new SchemaRefusal(
                pointer(first), "Expected a valid JSON Schema, found: " + sentence(first)));
      }
      compile(draft, schema).initializeValidators();
      return Optional.empty();
    } catch (SchemaException | IllegalArgumentException | ValidationLimitExceededException e) {
      return Optional.of(
          new SchemaRefusal("", "Expected a valid JSON Schema, found: " + shortly(e.getMessage())));
    }
  }

  /** The schema in {@code json}, which was found usable before. */
  public static AnswerSchema of(String json) {
    var schema = JSON.readTree(json);
    return new AnswerSchema(compile(draft(schema), schema));
  }

  /**
   * What is wrong with an answer, each with its place, the first few; empty when it fits.
   *
   * @param answerJson null when there is none
   */
  public List<String> errors(@Nullable String answerJson) {
    if (answerJson == null) {
      return List.of("There is no structured answer at all.");
    }
    try {
      return validate(schema, JSON.readTree(answerJson)).stream()
          .limit(MOST_ERRORS)
          .map(AnswerSchema::sentence)
          .toList();
    } catch (JacksonException _) {
      return List.of("The answer is not JSON.");
    } catch (PatientRegex.TookTooLong | SchemaException | ValidationLimitExceededException e) {
      return List.of(
          "The answer could not be compared with the schema: " + shortly(e.getMessage()));
    }
  }

  private static List<Error> validate(Schema schema, JsonNode value) {
    return schema.validate(
        value,
        context ->
            context.executionConfig(
                config -> config.maxEvaluationSteps(MOST_STEPS).maxEvaluationDepth(DEEPEST)));
  }

  private static SchemaDraft draft(JsonNode schema) {
    return SchemaDraft.of(SchemaForm.draft(schema)).orElseThrow();
  }

  private static Schema compile(SchemaDraft draft, JsonNode schema) {
    return registry(draft).getSchema(schema);
  }

  /** One for each schema: nothing of one team's is ever in the cache of another's. */
  private static SchemaRegistry registry(SchemaDraft draft) {
    return SchemaRegistry.withDefaultDialect(
        draft.version(),
        builder ->
            builder
                .schemaRegistryConfig(CONFIG)
                .schemaLoader(loader -> loader.fetchRemoteResources(false)));
  }

  private static String sentence(Error error) {
    String where = pointer(error);
    return shortly((where.isEmpty() ? "The whole" : where) + ": " + error.getMessage());
  }

  private static String pointer(Error error) {
    return error.getInstanceLocation().toString();
  }

  private static String shortly(@Nullable String text) {
    String said = text == null ? "no reason given" : text;
    return said.length() <= LONGEST_ERROR ? said : said.substring(0, LONGEST_ERROR) + "…";
  }
}
