package dev.ccrunner.gateway.isolation;

import static java.util.Map.entry;

import dev.ccrunner.gateway.testing.Left;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.id.PrefixedId;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  private static final Maker FILE =
      new Maker(
          "fil",
          tenant ->
              tenant
                  .owner()
                  .send(
                      "POST",
                      "/v1/files?name=f%d.txt".formatted(COUNT.incrementAndGet()),
                      "text/plain",
                      "content")
                  .expect(201)
                  .text("/id"));

  /** Of the run of each team that was made last. */
  private static final Map<String, String> LAST_RUN = new ConcurrentHashMap<>();

  /** A run that can have left something. */
  private static final Maker LEAVING_RUN =
      new Maker(
          "run",
          tenant -> {
            String run = RUN.make().apply(tenant);
            LAST_RUN.put(tenant.id(), run);
            return run;
          });

  private static final Maker ARTIFACT =
      new Maker(
          "art",
          tenant ->
              Left.artifact(
                      TestGateway.shared(),
                      tenant,
                      LAST_RUN.computeIfAbsent(tenant.id(), _ -> RUN.make().apply(tenant)),
                      "dist/a.txt",
                      "content")
                  .toString());

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
  static final List<Maker> ALL =
      List.of(TEAM, RUN, SESSION, LIMITED, USER, INVITATION, SECRET, FILE, ARTIFACT);

  /** By the beginning of the path; what its variables stand for, in order. */
  private static final Map<String, List<Maker>> BY_PATH =
      Map.ofEntries(
          entry("/v1/secrets/{id}", List.of(SECRET)),
          entry("/v1/files/{id}", List.of(FILE)),
          entry("/v1/limits/set/{subject}", List.of(LIMITED)),
          entry("/v1/budgets/{subject}", List.of(LIMITED)),
          entry("/v1/runs/{id}", List.of(RUN)),
          entry("/v1/runs/{id}/artifacts/{artifact_id}", List.of(LEAVING_RUN, ARTIFACT)),
          entry("/v1/sessions/{id}", List.of(SESSION)),
          entry("/v1/api_keys/{id}", List.of(KEY)),
          entry("/v1/users/{id}", List.of(USER)),
          entry("/v1/invitations/{id}", List.of(INVITATION)),
          entry("/v1/teams/{id}/members/{user_id}", List.of(TEAM, USER)),
          entry("/v1/teams/{id}", List.of(TEAM)));

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
