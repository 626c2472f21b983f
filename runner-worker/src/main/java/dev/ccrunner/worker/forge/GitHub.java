package dev.ccrunner.worker.forge;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GitHub and GitHub Enterprise: the REST API of 2022-11-28. */
final class GitHub implements Forge {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ForgeHttp http;

  GitHub(ForgeHttp http) {
    this.http = http;
  }

  static Map<String, String> headers(String token) {
    return Map.of(
        "Accept", "application/vnd.github+json",
        "X-GitHub-Api-Version", "2022-11-28",
        "Authorization", "Bearer " + token);
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
    var owner = request.repository().substring(0, request.repository().indexOf('/'));
    var open =
        http.get(
            repository + "/pulls",
            Map.of("state", "open", "head", owner + ":" + request.head(), "base", base));
    return open.isArray() && !open.isEmpty()
        ? Optional.of(read(open.get(0), true))
        : Optional.empty();
  }

  private PullRequest create(String repository, PullRequestRequest request, String base)
      throws ForgeRefused, InterruptedException {
    var body =
        JSON.createObjectNode()
            .put("title", request.title())
            .put("head", request.head())
            .put("base", base)
            .put("body", request.body())
            .put("draft", request.draft());
    try {
      return read(http.post(repository + "/pulls", body), false);
    } catch (ForgeRefused e) {
      // Somebody may have been quicker, or an answer have been lost on its way.
      var there = e.mayBeThere() ? find(repository, request, base) : Optional.<PullRequest>empty();
      return there.orElseThrow(() -> e);
    }
  }

  private static PullRequest read(JsonNode answer, boolean found) throws ForgeRefused {
    return new PullRequest(
        Answers.number(answer, "number"), Answers.text(answer, "html_url"), found);
  }
}
