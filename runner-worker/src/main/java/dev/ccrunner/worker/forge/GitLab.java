package dev.ccrunner.worker.forge;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GitLab: merge requests of its API v4. */
final class GitLab implements Forge {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ForgeHttp http;

  GitLab(ForgeHttp http) {
    this.http = http;
  }

  /** As a bearer: so are tokens of people, of projects, and of OAuth. */
  static Map<String, String> headers(String token) {
    return Map.of("Accept", "application/json", "Authorization", "Bearer " + token);
  }

  @Override
  public PullRequest open(PullRequestRequest request) throws ForgeRefused, InterruptedException {
    // A project with its groups is one part of the path, its slashes escaped.
    var project = "/projects/" + ForgeHttp.escaped(request.repository());
    var base =
        request.base() != null
            ? request.base()
            : Answers.text(http.get(project, Map.of()), "default_branch");
    var there = find(project, request, base);
    return there.isPresent() ? there.get() : create(project, request, base);
  }

  private Optional<PullRequest> find(String project, PullRequestRequest request, String base)
      throws ForgeRefused, InterruptedException {
    var open =
        http.get(
            project + "/merge_requests",
            Map.of("state", "opened", "source_branch", request.head(), "target_branch", base));
    return open.isArray() && !open.isEmpty()
        ? Optional.of(read(open.get(0), true))
        : Optional.empty();
  }

  private PullRequest create(String project, PullRequestRequest request, String base)
      throws ForgeRefused, InterruptedException {
    var body =
        JSON.createObjectNode()
            .put("source_branch", request.head())
            .put("target_branch", base)
            .put("title", request.draft() ? "Draft: " + request.title() : request.title())
            .put("description", request.body());
    try {
      return read(http.post(project + "/merge_requests", body), false);
    } catch (ForgeRefused e) {
      var there = e.mayBeThere() ? find(project, request, base) : Optional.<PullRequest>empty();
      return there.orElseThrow(() -> e);
    }
  }

  private static PullRequest read(JsonNode answer, boolean found) throws ForgeRefused {
    return new PullRequest(Answers.number(answer, "iid"), Answers.text(answer, "web_url"), found);
  }
}
