package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a secret that cannot be kept: all but its value. */
class SecretRefusalsTest extends SecretKeeping {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /name|missing_field|{"kind":"env","env_name":"A","value":"hunter2"}
          /name|invalid_field|{"name":"two words","kind":"env","env_name":"A","value":"hunter2"}
          /kind|missing_field|{"name":"n","value":"hunter2"}
          /kind|invalid_field|{"name":"n","kind":"ssh","value":"hunter2"}
          /value|missing_field|{"name":"n","kind":"env","env_name":"A"}
          /value|missing_field|{"name":"n","kind":"mcp","value":""}
          /value|invalid_field|{"name":"n","kind":"mcp","value":"hunter2 hunter2"}
          /env_name|missing_field|{"name":"n","kind":"env","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"env","env_name":"PATH","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"env","env_name":"MALLOC_CHECK_","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"mcp","env_name":"A","value":"hunter2"}
          /hosts|missing_field|{"name":"n","kind":"git","username":"u","value":"hunter2"}
          /hosts/0|invalid_field|{"name":"n","kind":"git","hosts":["https://h"],"username":"u","value":"hunter2"}
          /username|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"a:b","value":"hunter2"}
          /known_hosts|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"git","known_hosts":"h","value":"-----BEGIN PRIVATE KEY-----\\nhunter2\\n-----END PRIVATE KEY-----"}
          /known_hosts|invalid_field|{"name":"n","kind":"env","env_name":"A","known_hosts":"h ssh-ed25519 AAAA","value":"hunter2"}
          /value|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"git","known_hosts":"h ssh-ed25519 AAAA","value":"hunter2"}
          /team_default|invalid_field|{"name":"n","kind":"mcp","value":"hunter2","team_default":true}
          /provider|missing_field|{"name":"n","kind":"provider"}
          /provider/type|invalid_field|{"name":"n","kind":"provider","provider":{"type":"openai","api_key":"hunter2"}}
          /provider/api_key|missing_field|{"name":"n","kind":"provider","provider":{"type":"anthropic"}}
          /provider/base_url|missing_field|{"name":"n","kind":"provider","provider":{"type":"gateway","api_key":"hunter2"}}
          /provider/region|invalid_field|{"name":"n","kind":"provider","provider":{"type":"anthropic","region":"eu","api_key":"hunter2"}}
          /provider/region|missing_field|{"name":"n","kind":"provider","provider":{"type":"bedrock","api_key":"hunter2"}}
          /provider/secret_access_key|missing_field|{"name":"n","kind":"provider","provider":{"type":"bedrock","region":"eu-central-1","access_key_id":"hunter2"}}
          /provider/service_account|invalid_field|{"name":"n","kind":"provider","provider":{"type":"vertex","region":"europe-west1","project":"my-project","service_account":"hunter2"}}
          """)
  void saysWhatIsWrongAndNothingOfTheValue(String pointer, String code, String body) {
    var answer = api.post("/v1/secrets", body).expectProblem(400, code).at(pointer);

    assertThat(answer.body()).doesNotContain("hunter2");
  }

  /** Bodies that are refused before anybody knows that there is a value in them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"n\",\"value\":hunter2}",
        "{\"name\":\"n\",\"value\":\"hunter2\"",
        "{\"value\":\"hunter2\\x\"}",
        "\"hunter2\"",
        "{\"name\":\"n\",\"kind\":\"provider\",\"provider\":\"hunter2\"}",
        "{\"name\":\"n\",\"kind\":\"mcp\",\"value\":{\"token\":\"hunter2\"}}",
        "{\"name\":\"n\",\"kind\":\"mcp\",\"value\":22222}",
        "{\"name\":\"n\",\"kind\":\"git\",\"hosts\":\"hunter2\"}",
        "{\"name\":\"n\",\"hunter2!\":1}",
        "hunter2"
      })
  void repeatsNothingOfABodyThatItCannotRead(String body) {
    var answer = api.post("/v1/secrets", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("hunter2").doesNotContain("22222");
  }

  @Test
  void saysWhichFieldIsMisspelt() {
    api.post("/v1/secrets", "{\"name\":\"n\",\"kind\":\"mcp\",\"vaule\":\"hunter2\"}")
        .expectProblem(400, "unknown_field")
        .at("/vaule");
  }
}
