package dev.ccrunner.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.Contract;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final JsonNode DOCUMENT = Contract.of(GATEWAY.port()).document();

  @Test
  void documentsEveryHandlerAndNothingElse() {
    var documented = new TreeSet<String>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        documented.add(method.toUpperCase() + " " + path.getKey());
      }
    }

    assertThat(documented).isEqualTo(handlers());
  }

  private static TreeSet<String> handlers() {
    var handlers = new TreeSet<String>();
    GATEWAY
        .bean(RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, _) -> {
          for (String path : mapping.getPatternValues()) {
            for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
              handlers.add(method + " " + path);
            }
          }
        });
    return handlers;
  }

  @Test
  void namesEverySchemaFieldInSnakeCase() {
    for (var schema : DOCUMENT.at("/components/schemas").properties()) {
      for (String field : schema.getValue().path("properties").propertyNames()) {
        assertThat(field).as(schema.getKey()).matches("[a-z][a-z0-9_]*");
      }
    }
  }

  @Test
  void hasOnlyExamplesThatAreValid() {
    var examples = new ArrayList<String>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String body =
            Contract.pointer(
                "paths",
                path.getKey(),
                operation.getKey(),
                "requestBody",
                "content",
                "application/json");
        for (var example : DOCUMENT.at(body).path("examples").properties()) {
          examples.add(example.getKey());
          assertThat(
                  Contract.of(GATEWAY.port())
                      .errors(body + "/schema", example.getValue().get("value")))
              .as(example.getKey())
              .isEmpty();
        }
      }
    }
    assertThat(examples).isNotEmpty();
  }

  @Test
  void hasSchemasThatRefuseWhatTheServiceRefuses() {
    String request = "/components/schemas/RunRequest";

    for (String refused :
        new String[] {
          "{}",
          "{\"prompt\":1}",
          "{\"prompt\":\"p\",\"nonsense\":1}",
          "{\"prompt\":\"p\",\"effort\":\"most\"}",
          "{\"prompt\":\"p\",\"limits\":{\"timeout\":\"soon\"}}"
        }) {
      assertThat(Contract.of(GATEWAY.port()).errors(request, JsonMapper.shared().readTree(refused)))
          .as(refused)
          .isNotEmpty();
    }
  }

  @Test
  void saysWhichOperationsNeedNoKey() {
    assertThat(DOCUMENT.at("/security")).isNotEmpty();
    for (String open : new String[] {"/livez", "/readyz", "/v1/openapi.json"}) {
      assertThat(DOCUMENT.at(Contract.pointer("paths", open, "get", "security")).isEmpty())
          .as(open)
          .isTrue();
    }
  }

  @Test
  void namesTheScopeOfEachOperationThatNeedsOne() {
    assertThat(DOCUMENT.at(Contract.pointer("paths", "/v1/runs", "post", "x-ccr-scope")).asString())
        .isEqualTo("runs:write");
    assertThat(
            DOCUMENT
                .at(Contract.pointer("paths", "/v1/runs", "post", "security", "0", "bearer", "0"))
                .asString())
        .isEqualTo("runs:write");
    assertThat(DOCUMENT.at(Contract.pointer("paths", "/v1/runs", "post", "description")).asString())
        .contains("`runs:write`");
  }
}
