package dev.ccrunner.worker.forge;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gitea and Forgejo: their API v1. */
final class Gitea implements Forge {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PAGE = 50;

  /** A list cannot be asked for one branch: more open requests than this are not looked through. */
  private static final int MOST_PAGES = 40;

  private final ForgeHttp http;

  Gitea(ForgeHttp http) {
    this.http = http;
  }

  static Map<String, String> headers(String token) {
    return Map.of("Accept", "application/json", "Authorization", "token " + token);
  }

  @Override
  public PullRequest open(PullRequestRequest request) throws ForgeRefused, InterruptedException {
    var repository = "/repos/" + ForgeHttp.escapedPath(request.repository());
    var base =
        request.base() != null
            ? request.base()
            : Answers.text(http.get(repository, Map.of()), "default_branch");
    var there = find(repository, request, base);
    return there.isPresent() ? there.get() : create(repository, request, base);
  }

  private Optional<PullRequest> find(String repository, PullRequestRequest request, String base)
      throws ForgeRefused, InterruptedException {
    for (int page = 1; page <= MOST_PAGES; page++) {
      var open =
          http.get(
              repository + "/pulls",
              Map.of("state", "open", "limit", "" + PAGE, "page", "" + page));
      for (var each : open) {
        if (isIt(each, request, base)) {
          return Optional.of(read(each, true));
        }
      }
      if (!open.isArray() || open.isEmpty()) {
        break; // a server may have pages that are shorter than what is asked for
      }
    }
    return Optional.empty();
  }

  /** Not one of the same branch in somebody's copy of the repository. */
  private static boolean isIt(JsonNode open, PullRequestRequest request, String base) {
    var head = open.path("head");
    return head.path("ref").asString("").equals(request.head())
        && open.path("base").path("ref").asString("").equals(base)
        && head.path("repo_id").equals(open.path("base").path("repo_id"));
  }

  private PullRequest create(String repository, PullRequestRequest request, String base)
      throws ForgeRefused, InterruptedException {
    var body =
        JSON.createObjectNode()
            .put("head", request.head())
            .put("base", base)
            // By its title it is known as one that is not to be merged yet.
            .put("title", request.draft() ? "WIP: " + request.title() : request.title())
            .put("body", request.body());
    try {
      return read(http.post(repository + "/pulls", body), false);
    } catch (ForgeRefused e) {
      var there = e.mayBeThere() ? find(repository, request, base) : Optional.<PullRequest>empty();
      return there.orElseThrow(() -> e);
    }
  }

  private static PullRequest read(JsonNode answer, boolean found) throws ForgeRefused {
    return new PullRequest(
        Answers.number(answer, "number"), Answers.text(answer, "html_url"), found);
  }
}
