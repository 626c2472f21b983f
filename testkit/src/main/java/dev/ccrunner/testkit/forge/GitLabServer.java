package dev.ccrunner.testkit.forge;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** GitLab's: API v4, the project's path as one escaped part. */
public final class GitLabServer extends ForgeServer {
  public GitLabServer(String token) throws IOException {
    super(
        new Api(
            "Bearer " + token,
            "/api/v4/projects/group%2Fsub%20group%2Fshop",
            "/merge_requests",
            "{\"message\":\"401 Unauthorized\"}",
            "{\"message\":\"404 Project Not Found\"}"));
  }

  @Override
  Stream<Open> listed(Map<String, String> query) {
    return "opened".equals(query.get("state"))
        ? matching(query.getOrDefault("source_branch", ""), query.getOrDefault("target_branch", ""))
        : Stream.empty();
  }

  @Override
  Open asked(int number, JsonNode body) {
    return new Open(
        number,
        body.path("source_branch").asString(),
        body.path("target_branch").asString(),
        body.path("title").asString(),
        body.path("description").asString(),
        null);
  }

  @Override
  Optional<Answer> refused(HttpExchange exchange, Open asked) {
    if (asked.base().equals("gone")) {
      return Optional.of(
          Answer.of(
              422, "{\"message\":{\"base\":[\"Target branch \\\"gone\\\" does not exist\"]}}"));
    }
    return Optional.empty();
  }

  @Override
  Answer alreadyOpen(Open there) {
    return Answer.of(
        409,
        "{\"message\":[\"Another open merge request already exists for this source branch: !%d\"]}"
            .formatted(there.number()));
  }

  @Override
  ObjectNode view(Open each) {
    var view = JSON.createObjectNode();
    view.put("id", each.number() + 1000).put("iid", each.number()).put("title", each.title());
    view.put("web_url", site() + "/group/shop/-/merge_requests/" + each.number());
    view.put("source_branch", each.head()).put("target_branch", each.base());
    return view;
  }
}
