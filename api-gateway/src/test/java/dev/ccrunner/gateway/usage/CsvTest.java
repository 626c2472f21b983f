package dev.ccrunner.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** The answers that are tables as well. */
@Timeout(180)
class CsvTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final ApiClient api = tenant.owner();
  private final ApiClient csv = api.with("Accept", "text/csv");

  @Test
  void holdsWhatTheJsonOfAReportHolds() {
    Worked.run(
        GATEWAY,
        tenant,
        api,
        "{\"project\":\"two\\nlines, \\\"quoted\\\" \u00fc\"}",
        Map.of("opus", Worked.use(1, "0.5"), "own", Worked.use(2, null)));
    String query = "/v1/usage?group_by=day,model,user,key,team,run,label.project";

    List<Map<String, String>> rows = parsed(csv.get(query).expect(200));
    List<JsonNode> json = api.get(query).expect(200).json().get("data").valueStream().toList();

    assertThat(rows).hasSameSizeAs(json).hasSize(3);
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      var same = json.get(i);
      assertThat(row.keySet().iterator().next()).as("columns come as asked").isEqualTo("day");
      for (String name :
          List.of(
              "day",
              "model",
              "run_id",
              "runs",
              "attempts",
              "input_tokens",
              "output_tokens",
              "cache_read_input_tokens",
              "cache_creation_input_tokens",
              "cost_usd",
              "cost_complete",
              "unpriced_tokens",
              "incomplete_attempts")) {
        assertThat(row.get(name)).as(name).isEqualTo(text(same.get(name)));
      }
      if (same.get("run_seconds").isNull()) {
        assertThat(row.get("run_seconds")).isEmpty();
      } else {
        assertThat(new BigDecimal(row.get("run_seconds")))
            .isEqualByComparingTo(same.get("run_seconds").decimalValue());
      }
      assertThat(row.get("user_id")).isEqualTo(same.at("/user/id").asString());
      assertThat(row.get("user_email")).isEqualTo(same.at("/user/email").asString());
      assertThat(row.get("key_id")).isEqualTo(same.at("/key/id").asString());
      assertThat(row.get("key_name")).isEqualTo(same.at("/key/name").asString());
      assertThat(row.get("team_id")).isEqualTo(same.at("/team/id").asString());
      assertThat(row.get("label.project"))
          .isEqualTo(same.at("/label/value").asString())
          .isEqualTo("two\nlines, \"quoted\" \u00fc");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\\t=1", "\\r=1"})
  void makesFormulasHarmless(String value) {
    Worked.run(
        GATEWAY,
        tenant,
        api,
        "{\"project\":\"%s\"}".formatted(value),
        Map.of("=cmd|' /C calc'!A0", Worked.use(1, "0.5")));

    var row =
        parsed(csv.get("/v1/usage?group_by=label.project,model").expect(200)).stream()
            .filter(found -> !"".equals(found.get("model")))
            .findFirst()
            .orElseThrow();

    assertThat(row.get("label.project")).startsWith("'").doesNotStartWith("''");
    assertThat(row.get("model")).isEqualTo("'=cmd|' /C calc'!A0");
    assertThat(row.get("cost_usd")).as("a number stays one").isEqualTo("0.5");
  }

  @Test
  void hasAHeaderThoughThereIsNothingElse() {
    assertThat(csv.get("/v1/usage?group_by=user").expect(200).body())
        .startsWith("user_id,user_email,runs,attempts,")
        .endsWith("run_seconds\r\n");
    assertThat(csv.get("/v1/budgets").expect(200).body())
        .isEqualTo(
            "subject,period,limit_usd,spent_usd,reserved_usd,remaining_usd,starts_at,resets_at\r\n");
  }

  @Test
  void leadsFromPageToPageByAHeader() {
    for (int i = 0; i < 5; i++) {
      Worked.run(GATEWAY, tenant, api, "{}", Map.of());
    }

    List<Map<String, String>> rows = follow("/v1/usage?group_by=run&limit=2");

    assertThat(rows).extracting(row -> row.get("run_id")).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void exportsTheAuditLog() {
    String id = "";
    for (int i = 0; i < 5; i++) {
      id =
          api.post("/v1/api_keys", "{\"name\":\"=k%d\",\"scopes\":[\"runs:read\"]}".formatted(i))
              .expect(201)
              .text("/id");
    }

    List<Map<String, String>> rows = follow("/v1/audit_log?action=api_key.created&limit=2");

    List<JsonNode> json =
        api.get("/v1/audit_log?action=api_key.created&limit=200")
            .json()
            .get("data")
            .valueStream()
            .toList();
    assertThat(rows).hasSameSizeAs(json).hasSizeGreaterThanOrEqualTo(5);
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      for (String name : List.of("seq", "at", "actor", "action", "target", "previous")) {
        assertThat(row.get(name)).isEqualTo(json.get(i).get(name).asString());
      }
      assertThat(row.get("address")).isEqualTo("127.0.0.1");
      assertThat(row.get("before")).isEmpty();
      assertThat(row.get("after")).isEqualTo(json.get(i).get("after").toString());
    }
    assertThat(rows.getFirst().get("target")).isEqualTo(id);
  }

  @Test
  void exportsLimitsAndBudgets() {
    api.put("/v1/budgets/" + tenant.id() + "/month", "{\"limit_usd\":\"12.50\"}").expect(200);

    var budget = parsed(csv.get("/v1/budgets").expect(200)).getFirst();
    assertThat(budget).containsEntry("subject", tenant.id()).containsEntry("limit_usd", "12.5");
    assertThat(budget.get("starts_at")).endsWith("T00:00:00Z");
    assertThat(parsed(csv.get("/v1/limits").expect(200)))
        .extracting(row -> row.get("name"))
        .contains("key_requests", "team_requests");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|application/json",
        "application/json|application/json",
        "text/csv|text/csv",
        "text/*|text/csv",
        "text/csv;q=0.4, application/json;q=0.5|application/json",
        "text/csv;q=0.5, application/json;q=0.4|text/csv",
        "text/html, text/csv;q=0.1|text/csv"
      })
  void answersInTheFormThatIsAcceptedBest(String accept, String type) {
    for (String path : List.of("/v1/usage", "/v1/limits", "/v1/budgets", "/v1/audit_log")) {
      ApiResponse answer = api.with("Accept", accept).get(path).expect(200);

      assertThat(answer.header("Content-Type")).as(path).startsWith(type);
      assertThat(answer.headers().allValues("Vary")).contains("Accept");
    }
  }

  @Test
  void refusesOtherFormsAndCsvWhereThereIsNoTable() {
    for (String path : List.of("/v1/usage", "/v1/limits", "/v1/budgets", "/v1/audit_log")) {
      api.with("Accept", "text/html")
          .get(path)
          .expectProblem(406, "not_acceptable")
          .saying("text/csv");
    }
    csv.get("/v1/runs").expectProblem(406, "not_acceptable");
    csv.get("/v1/usage?from=x").expectProblem(400, "invalid_parameter");
  }

  private static String text(JsonNode node) {
    return node.isNull() ? "" : node.asString();
  }

  private List<Map<String, String>> follow(String path) {
    var rows = new ArrayList<Map<String, String>>();
    String next = path;
    while (!next.isEmpty()) {
      ApiResponse page = csv.get(next).expect(200);
      rows.addAll(parsed(page));
      var link = NEXT.matcher(page.header("Link"));
      next = link.matches() ? link.group(1) : "";
    }
    return rows;
  }

  private static List<Map<String, String>> parsed(ApiResponse answer) {
    assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=UTF-8");
    try (var rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .<Map<String, String>>readValues(answer.body())) {
      return rows.readAll();
    }
  }
}
