package dev.ccrunner.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.audit.AuditCheck;
import dev.ccrunner.infra.audit.AuditLink;
import dev.ccrunner.infra.audit.AuditVerdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditLogTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final ApiClient api = tenant.owner();

  @Test
  void saysWhoDidWhatToWhatFromWhereAndWhatItWasBefore() {
    String id = key("CI");
    api.with("X-Request-Id", "ask-1")
        .patch("/v1/api_keys/" + id, "{\"name\":\"nightly\"}")
        .expect(200);
    api.delete("/v1/api_keys/" + id).expect(204);

    List<JsonNode> entries = entries("target=" + id);

    assertThat(entries)
        .extracting(entry -> entry.path("action").asString())
        .containsExactly("api_key.revoked", "api_key.changed", "api_key.created");
    JsonNode changed = entries.get(1);
    assertThat(changed.path("actor").asString()).startsWith("key_");
    assertThat(changed.at("/before/name").asString()).isEqualTo("CI");
    assertThat(changed.at("/after/name").asString()).isEqualTo("nightly");
    assertThat(changed.at("/origin/address").asString()).isEqualTo("127.0.0.1");
    assertThat(changed.at("/origin/request_id").asString()).isEqualTo("ask-1");
    assertThat(changed.path("at").asString()).endsWith("Z");
    assertThat(entries.getFirst().path("after").isNull()).isTrue();
  }

  @Test
  void neverHoldsAKeyOrAValue() {
    String key =
        api.post("/v1/api_keys", "{\"name\":\"k\",\"scopes\":[\"runs:read\"]}")
            .expect(201)
            .text("/key");

    assertThat(export()).doesNotContain(key);
  }

  @Test
  void keepsNothingOfWhatWasRefusedAndNothingTwice() {
    String body = "{\"name\":\"once\",\"scopes\":[\"runs:read\"]}";
    int before = entries("action=api_key.created").size();

    ApiClient again = api.with("Idempotency-Key", "once");
    again.post("/v1/api_keys", body).expect(201);
    again.post("/v1/api_keys", body).expect(201);
    api.post("/v1/api_keys", "{\"name\":\"\",\"scopes\":[]}").expectProblem(400, "invalid_field");

    assertThat(entries("action=api_key.created")).hasSize(before + 1);
  }

  @Test
  void writesDownACancelledRunOnceAndNoneThatHadEnded() {
    String run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
    api.post("/v1/runs/" + run + "/cancel", "{\"reason\":\"enough\"}").expect(200);
    api.post("/v1/runs/" + run + "/cancel", "{\"reason\":\"again\"}").expect(200);

    List<JsonNode> entries = entries("target=" + run);

    assertThat(entries).hasSize(1);
    assertThat(entries.getFirst().at("/after/reason").asString()).isEqualTo("enough");
  }

  @Test
  void showsPagesThatFitTogether() {
    for (int i = 0; i < 5; i++) {
      key("k" + i);
    }

    var seen = new ArrayList<Long>();
    String next = "";
    do {
      ApiResponse page = api.get("/v1/audit_log?limit=2&action=api_key.*" + next).expect(200);
      page.json().path("data").forEach(entry -> seen.add(entry.path("seq").asLong()));
      JsonNode cursor = page.json().path("next_cursor");
      next = cursor.isNull() ? "" : "&cursor=" + cursor.asString();
    } while (!next.isEmpty());

    assertThat(seen).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void isExportedAsItWasHashedAndVerifiesAnywhere() {
    key("a");
    key("b");

    var check = new AuditCheck();
    export().lines().map(AuditLink::ofLine).forEach(check::next);
    ApiResponse verdict = api.get("/v1/audit_log/verify").expect(200);

    assertThat(check.ending())
        .isEqualTo(
            new AuditVerdict.Whole(verdict.json().path("entries").asLong(), verdict.text("/head")));
    assertThat(verdict.json().path("whole").asBoolean()).isTrue();
    assertThat(check.ending())
        .isInstanceOfSatisfying(
            AuditVerdict.Whole.class, whole -> assertThat(whole.entries()).isPositive());
  }

  @Test
  void isForThoseWhoMayReadIt() {
    tenant.invited("member").get("/v1/audit_log").expectProblem(403, "forbidden");
    api.get("/v1/audit_log?of=installation").expectProblem(403, "forbidden").saying("operate");
    api.get("/v1/audit_log?of=mars").expectProblem(400, "invalid_parameter");
    api.get("/v1/audit_log?action=api_key.eaten").expectProblem(400, "invalid_parameter");
    api.get("/v1/audit_log?created_after=soon").expectProblem(400, "invalid_parameter");
    api.get("/v1/audit_log?cursor=x").expectProblem(400, "bad_cursor");
  }

  private String key(String name) {
    return api.post("/v1/api_keys", "{\"name\":\"" + name + "\",\"scopes\":[\"runs:read\"]}")
        .expect(201)
        .text("/id");
  }

  private List<JsonNode> entries(String query) {
    var entries = new ArrayList<JsonNode>();
    api.get("/v1/audit_log?limit=200&" + query)
        .expect(200)
        .json()
        .path("data")
        .forEach(entries::add);
    return entries;
  }

  private String export() {
    return api.get("/v1/audit_log/export").expect(200).body();
  }
}
