package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestServices;
import java.util.HashMap;
import java.util.Map;

/**
 * One installation with one provider, for all tests of signing in by it: started once for all of
 * them, gone with the JVM.
 */
abstract class Corp {
  static final AuthorizationServer PROVIDER = AuthorizationServer.start();
  static final TestGateway GATEWAY =
      TestGateway.start(TestServices.postgres().newDatabase(), settings(Map.of()));

  static final String ENGINEERING = team("engineering");
  static final String OPERATIONS = team("operations");
  static final String COMPANY = team("company");
  static final String SHIP = team("ship");
  static final String HOME = GATEWAY.client().get("/v1/me").text("/team/id");

  final Browser browser = new Browser();

  static Map<String, String> settings(Map<String, String> more) {
    String corp = "ccr.oidc.providers.corp.";
    var all = new HashMap<String, String>();
    all.put("ccr.web.trusted-proxies", "127.0.0.1");
    all.put("ccr.web.public-url", "http://127.0.0.1:9");
    all.put(corp + "name", "The company");
    all.put(corp + "issuer", PROVIDER.issuer());
    all.put(corp + "client-id", AuthorizationServer.CLIENT);
    all.put(corp + "client-secret", AuthorizationServer.SECRET);
    all.put(corp + "mappings[0].value", "engineers");
    all.put(corp + "mappings[0].team", "engineering");
    all.put(corp + "mappings[0].role", "member");
    all.put(corp + "mappings[1].value", "leads");
    all.put(corp + "mappings[1].team", "engineering");
    all.put(corp + "mappings[1].role", "admin");
    all.put(corp + "mappings[2].value", "chiefs");
    all.put(corp + "mappings[2].team", "operations");
    all.put(corp + "mappings[2].role", "owner");
    all.put(corp + "mappings[3].claim", "realm_access.roles");
    all.put(corp + "mappings[3].value", "ops");
    all.put(corp + "mappings[3].team", "operations");
    all.put(corp + "mappings[3].role", "viewer");
    all.put(corp + "mappings[4].value", "captains");
    all.put(corp + "mappings[4].team", "ship");
    all.put(corp + "mappings[4].role", "owner");
    all.put(corp + "join-domains[0].domain", "Company.example");
    all.put(corp + "join-domains[0].team", "company");
    all.put(corp + "join-domains[0].role", "viewer");
    all.putAll(more);
    return all;
  }

  static String team(String name) {
    return GATEWAY
        .client()
        .post("/v1/teams", "{\"name\":\"%s\"}".formatted(name))
        .expect(201)
        .text("/id");
  }

  ApiResponse me() {
    return browser.get(GATEWAY, "/v1/me").expect(200);
  }

  static Map<String, String> teams(ApiResponse me) {
    var teams = new HashMap<String, String>();
    for (var team : me.json().get("teams")) {
      teams.put(team.get("id").asString(), team.get("role").asString());
    }
    return teams;
  }

  static ApiClient operator() {
    return GATEWAY.client();
  }
}
