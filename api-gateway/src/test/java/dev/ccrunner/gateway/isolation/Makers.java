package dev.ccrunner.gateway.isolation;

import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.id.PrefixedId;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * How to make what an operation is about, in any team. Whoever adds an operation with something in
 * its path adds a line here; until then the test says that it cannot cover it.
 */
final class Makers {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Makers() {}

  /**
   * Something that belongs to a team.
   *
   * @param prefix of its id
   * @param make makes one and answers its id
   */
  record Maker(String prefix, Function<Tenant, String> make) {
    /** An id that nobody has. */
    String nobodys() {
      return PrefixedId.format(prefix, TimeOrderedIds.next());
    }
  }

  private static final Maker TEAM = new Maker("team", Tenant::id);

  private static final Maker RUN =
      new Maker(
          "run",
          tenant -> tenant.owner().post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id"));

  private static final Maker KEY =
      new Maker(
          "key",
          tenant ->
              tenant
                  .owner()
                  .post(
                      "/v1/api_keys",
                      "{\"name\":\"k\",\"service\":true,\"scopes\":[\"runs:read\"]}")
                  .expect(201)
                  .text("/id"));

  private static final Maker USER =
      new Maker("usr", tenant -> tenant.invited("member").get("/v1/me").text("/user/id"));

  private static final Maker INVITATION =
      new Maker(
          "inv",
          tenant ->
              tenant
                  .owner()
                  .post("/v1/invitations", "{\"email\":\"i@example.org\",\"role\":\"viewer\"}")
                  .expect(201)
                  .text("/id"));

  private static final Maker SECRET =
      new Maker(
          "sec",
          tenant ->
              tenant
                  .owner()
                  .post(
                      "/v1/secrets",
                      "{\"name\":\"s%d\",\"kind\":\"env\",\"env_name\":\"TOKEN\",\"value\":\"0123456789\"}"
                          .formatted(COUNT.incrementAndGet()))
                  .expect(201)
                  .text("/id"));

  private static final Maker SESSION =
      new Maker("ses", tenant -> tenant.owner().post("/v1/sessions", "{}").expect(201).text("/id"));

  /** A key for which limits and a budget are set. */
  private static final Maker LIMITED =
      new Maker(
          "key",
          tenant -> {
            String key = KEY.make().apply(tenant);
            tenant.owner().put("/v1/limits/set/" + key, "{\"queued_runs\":5}").expect(200);
            tenant.owner().put("/v1/budgets/" + key + "/day", "{\"limit_usd\":\"1\"}").expect(200);
            return key;
          });

  /** Everything that a team can have. */
  static final List<Maker> ALL = List.of(TEAM, RUN, SESSION, LIMITED, USER, INVITATION, SECRET);

  /** By the beginning of the path; what its variables stand for, in order. */
  private static final Map<String, List<Maker>> BY_PATH =
      Map.of(
          "/v1/secrets/{id}", List.of(SECRET),
          "/v1/limits/set/{subject}", List.of(LIMITED),
          "/v1/budgets/{subject}", List.of(LIMITED),
          "/v1/runs/{id}", List.of(RUN),
          "/v1/sessions/{id}", List.of(SESSION),
          "/v1/api_keys/{id}", List.of(KEY),
          "/v1/users/{id}", List.of(USER),
          "/v1/invitations/{id}", List.of(INVITATION),
          "/v1/teams/{id}/members/{user_id}", List.of(TEAM, USER),
          "/v1/teams/{id}", List.of(TEAM));

  /** Bodies that would be accepted if the object were the caller's own. */
  private static final Map<String, String> BODIES =
      Map.of(
          "changeSession", "{\"name\":\"n\"}",
          "changeSecret", "{\"description\":\"d\"}",
          "setLimits", "{\"queued_runs\":1}",
          "setBudget", "{\"limit_usd\":\"2\"}",
          "createRunMessage", "{\"text\":\"t\"}",
          "changeApiKey", "{\"name\":\"n\"}",
          "changeUser", "{\"name\":\"n\"}",
          "changeTeam", "{\"name\":\"n\"}",
          "changeMember", "{\"role\":\"viewer\"}");

  /** What the variables of the path stand for; empty: there is no maker yet. */
  static List<Maker> of(Operations.Operation operation) {
    return BY_PATH.entrySet().stream()
        .filter(entry -> covers(entry.getKey(), operation.path()))
        .max(java.util.Comparator.comparing(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(List.of());
  }

  private static boolean covers(String beginning, String path) {
    return path.equals(beginning) || path.startsWith(beginning + "/");
  }

  static String body(Operations.Operation operation) {
    return BODIES.getOrDefault(operation.id(), "{}");
  }
}
