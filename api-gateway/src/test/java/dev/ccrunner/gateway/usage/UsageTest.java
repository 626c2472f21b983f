package dev.ccrunner.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.team.UserId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Reports of use over HTTP. */
@Timeout(180)
class UsageTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Map<String, ModelUse> CHEAP = Map.of("haiku", Worked.use(1, "0.01"));

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final ApiClient api = tenant.owner();

  @Test
  void addsUpToWhatRunsReport() {
    String first = run("{}", Map.of("opus", Worked.use(10, "0.5"), "haiku", Worked.use(1, "0.01")));
    String second = run("{}", CHEAP);

    ApiResponse report = api.get("/v1/usage?group_by=day,model").expect(200);

    var cost = BigDecimal.ZERO;
    long input = 0;
    for (String id : List.of(first, second)) {
      JsonNode run = api.get("/v1/runs/" + id).expect(200).json();
      cost = cost.add(new BigDecimal(run.get("cost_usd").asString()));
      input += run.at("/usage/input_tokens").longValue();
    }
    assertThat(report.text("/object")).isEqualTo("usage_report");
    assertThat(report.text("/totals/cost_usd")).isEqualTo("0.52").isEqualTo(cost.toPlainString());
    assertThat(report.json().at("/totals/input_tokens").longValue()).isEqualTo(12).isEqualTo(input);
    assertThat(report.json().at("/totals/runs").longValue()).isEqualTo(2);
    assertThat(report.json().at("/totals/cost_complete").booleanValue()).isTrue();
    assertThat(report.json().at("/totals/run_seconds").isNumber()).isTrue();
    List<JsonNode> rows = rows(report);
    assertThat(rows)
        .extracting(row -> row.get("model").asString(""))
        .containsExactly("", "haiku", "opus");
    assertThat(rows.get(0).get("run_seconds").isNumber()).isTrue();
    assertThat(rows.get(1).get("cost_usd").asString()).isEqualTo("0.02");
    assertThat(rows.get(1).get("runs").longValue()).isEqualTo(2);
    assertThat(rows.get(1).get("run_seconds").isNull()).isTrue();
    assertThat(rows.get(1).get("user").isNull()).as("not grouped by it").isTrue();
    assertThat(api.get("/v1/runs/" + first).text("/usage/by_model/opus/cost_usd")).isEqualTo("0.5");
  }

  @Test
  void saysWhenTheCostIsNotAll() {
    run("{}", Map.of("own", Worked.use(1, null)));

    ApiResponse report = api.get("/v1/usage").expect(200);

    assertThat(report.json().at("/data/0/cost_usd").isNull()).as("no silent zero").isTrue();
    assertThat(report.json().at("/data/0/cost_complete").booleanValue()).isFalse();
    assertThat(report.json().at("/totals/unpriced_tokens").longValue()).isEqualTo(10);
  }

  @Test
  void namesPeopleAndKeysToThoseWhoMayKnowThem() {
    ApiClient service =
        api.withKey(
            api.post(
                    "/v1/api_keys",
                    "{\"name\":\"CI\",\"service\":true,\"scopes\":[\"runs:write\"]}")
                .expect(201)
                .text("/key"));
    Worked.run(GATEWAY, tenant, service, "{}", CHEAP);
    run("{}", CHEAP);

    List<JsonNode> known = rows(api.get("/v1/usage?group_by=user,key").expect(200));

    assertThat(known).hasSize(2);
    assertThat(known.get(0).get("user").isNull()).as("a service's key").isTrue();
    assertThat(known.get(0).at("/key/name").asString()).isEqualTo("CI");
    assertThat(known.get(1).at("/user/id").asString()).isEqualTo(tenant.person().id());
    assertThat(known.get(1).at("/user/email").asString()).isEqualTo(tenant.person().email());
    ApiClient narrow = Tenant.withKeyOf(tenant.browser(), "[\"usage:read\"]");
    List<JsonNode> unknown = rows(narrow.get("/v1/usage?group_by=user,key").expect(200));
    assertThat(unknown.get(1).at("/user/id").asString()).isEqualTo(tenant.person().id());
    assertThat(unknown.get(1).at("/user/email").isNull()).isTrue();
    assertThat(unknown.get(0).at("/key/name").isNull()).isTrue();
    String key = known.get(0).at("/key/id").asString();
    assertThat(api.get("/v1/usage?key=" + key).text("/totals/cost_usd")).isEqualTo("0.01");
    assertThat(api.get("/v1/usage?user=" + tenant.person().id()).text("/totals/cost_usd"))
        .isEqualTo("0.01");
  }

  @Test
  void isForThoseWithTheScope() {
    tenant.invited("viewer").get("/v1/usage").expect(200);
    Tenant.withKeyOf(tenant.browser(), "[\"runs:read\"]")
        .get("/v1/usage")
        .expectProblem(403, "forbidden")
        .saying("usage:read");
  }

  @Test
  void groupsByALabelAndFiltersByOthers() {
    run("{\"project\":\"a\",\"ci\":\"1\"}", CHEAP);
    run("{\"project\":\"a\",\"ci\":\"2\"}", CHEAP);
    run("{}", CHEAP);

    List<JsonNode> rows = rows(api.get("/v1/usage?group_by=label.project").expect(200));

    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).at("/label/name").asString()).isEqualTo("project");
    assertThat(rows.get(0).at("/label/value").isNull()).isTrue();
    assertThat(rows.get(1).at("/label/value").asString()).isEqualTo("a");
    assertThat(rows.get(1).get("cost_usd").asString()).isEqualTo("0.02");
    assertThat(api.get("/v1/usage?label.ci=2&label.project=a").text("/totals/cost_usd"))
        .isEqualTo("0.01");
    assertThat(api.get("/v1/usage?model=haiku").json().at("/totals/run_seconds").isNull()).isTrue();
  }

  @Test
  void treatsWhatOthersHaveLikeWhatNobodyHas() {
    run("{}", CHEAP);
    var other = Tenant.on(GATEWAY);

    for (String filter :
        List.of(
            "key=" + keyOf(api),
            "user=" + tenant.person().id(),
            "key=" + new ApiKeyId(TimeOrderedIds.next()),
            "user=" + new UserId(TimeOrderedIds.next()))) {
      ApiResponse report = other.owner().get("/v1/usage?group_by=run&" + filter).expect(200);
      assertThat(report.json().get("data").isEmpty()).isTrue();
      assertThat(report.json().at("/totals/runs").longValue()).isZero();
    }
    assertThat(other.owner().get("/v1/usage?group_by=team,run").expect(200).body())
        .doesNotContain(tenant.id())
        .doesNotContainPattern("run_[0-9a-z]{26}");
  }

  @Test
  void showsTheInstallationToThoseWhoLookAfterIt() {
    run("{}", CHEAP);

    api.get("/v1/usage?of=installation").expectProblem(403, "forbidden").saying("operate");

    List<JsonNode> rows =
        rows(GATEWAY.client().get("/v1/usage?of=installation&group_by=team,user").expect(200));
    assertThat(rows)
        .filteredOn(row -> row.at("/team/id").asString().equals(tenant.id()))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.at("/team/name").asString()).startsWith("team ");
          assertThat(row.at("/user/email").asString()).isEqualTo(tenant.person().email());
          assertThat(row.get("cost_usd").asString()).isEqualTo("0.01");
        });
  }

  @Test
  void showsPagesThatFitTogether() {
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      ids.add(run("{}", CHEAP));
    }

    var seen = new ArrayList<String>();
    String next = "";
    do {
      ApiResponse page = api.get("/v1/usage?group_by=run&limit=2" + next).expect(200);
      rows(page).forEach(row -> seen.add(row.get("run_id").asString()));
      assertThat(page.json().at("/totals/runs").longValue()).as("of all pages").isEqualTo(5);
      assertThat(page.header("Link")).as("JSON says it in its body").isEmpty();
      JsonNode cursor = page.json().get("next_cursor");
      next = cursor.isNull() ? "" : "&cursor=" + cursor.asString();
    } while (!next.isEmpty());

    assertThat(seen).isEqualTo(ids);
    String cursor = api.get("/v1/usage?group_by=run&limit=2").text("/next_cursor");
    for (String other :
        List.of("group_by=run&model=x", "group_by=day", "group_by=run&of=installation")) {
      GATEWAY
          .client()
          .get("/v1/usage?" + other + "&cursor=" + cursor)
          .expectProblem(400, "bad_cursor");
    }
    api.get("/v1/usage?cursor=nonsense").expectProblem(400, "bad_cursor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group_by=colour|group_by: expected some of day, team, user, key, model, run and label.NAME",
        "group_by=|group_by: expected some of",
        "group_by=label.|group_by: expected some of",
        "group_by=day,day|group_by: expected each once, found day twice",
        "group_by=label.a,label.b|group_by: expected one label at most, found 'label.b'",
        "from=2026-02-30|from: expected a day of UTC such as 2026-01-31, found '2026-02-30'",
        "to=yesterday|to: expected a day of UTC such as 2026-01-31, found 'yesterday'",
        "to=0000-01-01|to: expected a day of UTC",
        "to=%2B99999-01-01|to: expected a day of UTC",
        "from=2026-02-02&to=2026-02-01|from: expected a day not after that of to, 2026-02-01",
        "from=2025-01-01&to=2026-02-01|at most 366 days (ccr.usage.longest-span)",
        "user=me|user: expected the id of a user, found 'me'",
        "key=usr_1|key: expected the id of a key, found 'usr_1'",
        "of=all|of: expected team or installation, found 'all'",
        "limit=10001|limit: expected a number from 1 to 10000"
      })
  void saysWhatWasExpectedAndFound(String query, String said) {
    api.get("/v1/usage?" + query).expectProblem(400, "invalid_parameter").saying(said);
  }

  @Test
  void takesALongestSpanAndADefaultOne() {
    api.get("/v1/usage?from=2025-01-01&to=2026-01-01").expect(200);

    ApiResponse report = api.get("/v1/usage?to=2026-03-30").expect(200);

    assertThat(report.text("/from")).isEqualTo("2026-03-01");
    assertThat(report.text("/to")).isEqualTo("2026-03-30");
    assertThat(report.text("/group_by/0")).isEqualTo("day");
    api.get("/v1/usage?colour=red").expectProblem(400, "unknown_parameter");
  }

  @Test
  void refusesAReportThatTakesTooLong() throws Exception {
    try (var impatient =
            TestGateway.start(Map.of("ccr.usage.patience", "1s", "ccr.usage.max-rows", "3"));
        var connection = impatient.database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table usage_entry in access exclusive mode");

      impatient
          .client()
          .get("/v1/usage")
          .expectProblem(422, "report_too_large")
          .saying("ccr.usage.patience");

      connection.rollback();
      impatient.client().get("/v1/usage?limit=3").expect(200);
      impatient.client().get("/v1/usage?limit=4").expectProblem(400, "invalid_parameter");
    }
  }

  private String run(String labels, Map<String, ModelUse> byModel) {
    return Worked.run(GATEWAY, tenant, api, labels, byModel);
  }

  private static String keyOf(ApiClient client) {
    return rows(client.get("/v1/usage?group_by=key").expect(200))
        .getFirst()
        .at("/key/id")
        .asString();
  }

  private static List<JsonNode> rows(ApiResponse report) {
    return report.json().get("data").valueStream().toList();
  }
}
