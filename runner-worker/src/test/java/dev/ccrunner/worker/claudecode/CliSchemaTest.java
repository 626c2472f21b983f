package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{`type`:`string`,`minLength`:1,`format`:`email`}   | {`type`:`string`,`minLength`:1,`format`:`email`}",
        "{`$schema`:`https://json-schema.org/draft/2020-12/schema`,`type`:`object`} | {`type`:`object`}",
        "{`prefixItems`:[true],`items`:false,`type`:`array`} | {`type`:`array`}",
        "{`items`:{`x-note`:1,`type`:`string`}}             | {`items`:{`type`:`string`}}",
        "{`properties`:{`prefixItems`:{`example`:1}}}       | {`properties`:{`prefixItems`:{}}}",
        "{`$ref`:`#/$defs/a`,`$defs`:{`a`:{`$anchor`:`b`,`type`:`object`}}}|{`$ref`:`#/$defs/a`,`$defs`:{`a`:{`type`:`object`}}}",
        "{`$ref`:`#b`}                                      | {}",
        "{`if`:{`type`:`string`}}                           | {}",
        "{`then`:false}                                     | {}",
        "{`if`:{`minLength`:1},`then`:{`y`:1,`minLength`:2}}| {`if`:{`minLength`:1},`then`:{`minLength`:2}}",
        "{`if`:{`y`:1},`then`:{`minLength`:2}}              | {}",
        "{`not`:{`type`:`string`}}                          | {`not`:{`type`:`string`}}",
        "{`not`:{`type`:`string`,`y`:1}}                    | {}",
        "{`not`:{`$ref`:`#/definitions/a`}}                 | {}",
        "{`oneOf`:[{`const`:1},{`const`:2}]}                | {`oneOf`:[{`const`:1},{`const`:2}]}",
        "{`oneOf`:[{`const`:1},{`y`:2}]}                    | {}",
        "{`anyOf`:[{`const`:1},{`y`:2}]}                    | {`anyOf`:[{`const`:1},{}]}",
        "{`enum`:[1,1,2]}                                   | {`enum`:[1,2]}",
        "{`enum`:[]}                                        | {}",
        "{`contains`:{`const`:1}}                           | {`contains`:{`const`:1}}",
        "{`contains`:{`const`:1},`minContains`:0}           | {}",
        "{`additionalItems`:false,`items`:{}}               | {`items`:{}}",
        "{`additionalItems`:false,`items`:[true]}           | {`additionalItems`:false,`items`:[true]}",
        "{`pattern`:`^[a-z]+(x{2,3})?\\\\d\\\\.$`}            | {`pattern`:`^[a-z]+(x{2,3})?\\\\d\\\\.$`}",
        "{`pattern`:`(?i)a`}                                | {}",
        "{`pattern`:`a\\\\-b`}                              | {}",
        "{`pattern`:`\\\\p{Alpha}`}                         | {}",
        "{`pattern`:`a++`}                                  | {}",
        "{`pattern`:`a}`}                                   | {}",
        "{`patternProperties`:{`(?i)a`:true},`additionalProperties`:false} | {}",
        "{`patternProperties`:{`^a`:true},`additionalProperties`:false} | {`patternProperties`:{`^a`:true},`additionalProperties`:false}",
        "{`unevaluatedProperties`:false,`dependentRequired`:{`a`:[`b`]}} | {}",
      })
  void tellsClaudeCodeNothingThatItRefusesAndNothingThatIsNarrower(String schema, String told) {
    assertThat(CliSchema.of(schema.replace('`', '"'))).isEqualTo(told.replace('`', '"'));
  }
}
