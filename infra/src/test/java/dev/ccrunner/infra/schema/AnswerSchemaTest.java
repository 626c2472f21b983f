package dev.ccrunner.infra.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AnswerSchemaTest {
  private static final String PERSON =
      """
      {"type":"object","required":["name"],"additionalProperties":false,
       "properties":{"name":{"type":"string","pattern":"^[a-z]+$"},"age":{"$ref":"#/definitions/age"},
                     "mail":{"type":"string","format":"email"}},
       "definitions":{"age":{"type":"integer","minimum":0}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "{\"name\":\"ada\",\"age\":36}            | none",
        "{\"name\":\"ada\",\"mail\":\"at home\"} | none",
        "{}                                        | required property 'name'",
        "{\"name\":\"Ada\"}                       | /name",
        "{\"name\":\"ada\",\"age\":-1}           | /age",
        "{\"name\":\"ada\",\"x\":1}              | 'x'",
        "[]                                        | object",
        "not json                                  | not JSON",
      })
  void saysWhatIsWrongWithAnAnswerAndWhere(String answer, String wrong) {
    var errors = AnswerSchema.of(PERSON).errors(answer);

    if (wrong == null) {
      assertThat(errors).isEmpty();
    } else {
      assertThat(errors).hasSize(1).first().asString().contains(wrong);
    }
  }

  @Test
  void saysThatThereIsNoAnswer() {
    assertThat(AnswerSchema.of(PERSON).errors(null)).singleElement().asString().contains("no");
  }

  @Test
  void tellsOnlyTheFirstErrors() {
    var schema = "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}";
    var answer = JsonMapper.shared().createObjectNode();
    for (int i = 0; i < 1000; i++) {
      answer.put("field" + i, i);
    }

    assertThat(AnswerSchema.of(schema).errors(answer.toString())).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "{\"type\":\"object\"}                                                    | none",
        "{\"type\":\"object\",\"$schema\":\"http://json-schema.org/draft-07/schema#\"} | none",
        "{\"type\":\"object\",\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$defs\":{\"a\":{\"type\":\"string\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}}} | none",
        "{\"type\":\"object\",\"$schema\":\"http://json-schema.org/draft-03/schema#\"} | /$schema",
        "{\"type\":\"object\",\"$schema\":7}                                     | /$schema",
        "{}                                                                        | /type",
        "{\"type\":\"array\"}                                                     | /type",
        "{\"type\":\"object\",\"required\":\"name\"}                              | /required",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"strin\"}}}         | /properties/a/type",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"https://e.test/s\"}}} | /properties/a/$ref",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"file:///etc/passwd\"}}} | /properties/a/$ref",
        "{\"type\":\"object\",\"allOf\":[{\"$id\":\"https://e.test/s\"}]}             | /allOf/0/$id",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/definitions/no\"}}}  | ``",
        "{\"type\":\"object\",\"properties\":{\"a\":{\"pattern\":\"(\"}}}            | ``",
      })
  void refusesASchemaThatCannotBeUsedAndSaysWhere(String schema, String pointer) {
    var refusal = AnswerSchema.refusal(JsonMapper.shared().readTree(schema));

    assertThat(refusal.map(SchemaRefusal::pointer).orElse(null)).isEqualTo(pointer);
  }

  @Test
  void givesUpOnAPatternThatTakesForEver() {
    var schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a|aa)+\\\\1!b$\"}}}";
    var answer = "{\"a\":\"" + "a".repeat(60) + "!\"}";

    var errors =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> AnswerSchema.of(schema).errors(answer));

    assertThat(errors).singleElement().asString().contains("took too long");
  }

  @Test
  void givesUpOnASchemaThatRefersToItselfForEver() {
    var schema = "{\"type\":\"object\",\"allOf\":[{\"$ref\":\"#\"}]}";

    var refusal = AnswerSchema.refusal(JsonMapper.shared().readTree(schema));
    var errors = refusal.isPresent() ? null : AnswerSchema.of(schema).errors("{}");

    assertThat(refusal.isPresent() || (errors != null && !errors.isEmpty())).isTrue();
  }
}
