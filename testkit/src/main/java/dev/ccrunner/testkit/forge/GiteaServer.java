package dev.ccrunner.testkit.forge;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gitea's and Forgejo's: API v1, lists in pages. */
public final class GiteaServer extends ForgeServer {
  private static final int PAGE = 30;

  public GiteaServer(String token) throws IOException {
    super(
        new Api(
            "token " + token,
            "/api/v1/repos/octo/shop",
            "/pulls",
            "{\"message\":\"user does not exist [uid: 0, name: ]\",\"url\":\"/api/swagger\"}",
            "{\"errors\":[\"user redirect does not exist\"],\"message\":\"The target couldn't be found.\",\"url\":\"/api/swagger\"}"));
  }

  @Override
  Stream<Open> listed(Map<String, String> query) {
    int page = Integer.parseInt(query.getOrDefault("page", "1"));
    return open.stream().skip((page - 1L) * PAGE).limit(PAGE);
  }

  @Override
  Open asked(int number, JsonNode body) {
    return new Open(
        number,
        body.path("head").asString(),
        body.path("base").asString(),
        body.path("title").asString(),
        body.path("body").asString(),
        null);
  }

  @Override
  Answer alreadyOpen(Open there) {
    return Answer.of(
        409,
        "{\"message\":\"pull request already exists for these targets [id: 1, issue_id: 1, head_repo_id: 7]\",\"url\":\"/api/swagger\"}");
  }

  @Override
  ObjectNode view(Open each) {
    var view = JSON.createObjectNode();
    view.put("id", each.number() + 1000).put("number", each.number()).put("title", each.title());
    view.put("html_url", site() + "/octo/shop/pulls/" + each.number());
    // Those of copies of the repository have the same names of branches.
    int from = each.title().startsWith("of a fork") ? 8 : 7;
    view.putObject("head").put("ref", each.head()).put("label", each.head()).put("repo_id", from);
    view.putObject("base").put("ref", each.base()).put("label", each.base()).put("repo_id", 7);
    return view;
  }
}
