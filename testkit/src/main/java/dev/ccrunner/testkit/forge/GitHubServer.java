package dev.ccrunner.testkit.forge;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** GitHub's: REST, 2022-11-28, below /api/v3 as Enterprise has it. */
public final class GitHubServer extends ForgeServer {
  public GitHubServer(String token) throws IOException {
    super(
        new Api(
            "Bearer " + token,
            "/api/v3/repos/octo/shop",
            "/pulls",
            """
            {"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}
            """,
            """
            {"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}
            """));
  }

  @Override
  Stream<Open> listed(Map<String, String> query) {
    var head = query.getOrDefault("head", "").replaceFirst("^octo:", "");
    return matching(head, query.getOrDefault("base", ""));
  }

  @Override
  Open asked(int number, JsonNode body) {
    return new Open(
        number,
        body.path("head").asString(),
        body.path("base").asString(),
        body.path("title").asString(),
        body.path("body").asString(),
        body.path("draft").asBoolean());
  }

  @Override
  Optional<Answer> refused(HttpExchange exchange, Open asked) {
    if (!"2022-11-28".equals(exchange.getRequestHeaders().getFirst("X-GitHub-Api-Version"))) {
      return Optional.of(Answer.of(400, "{\"message\":\"Which version?\"}"));
    }
    return Optional.empty();
  }

  @Override
  Answer alreadyOpen(Open there) {
    return Answer.of(
        422,
        """
        {"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom",
         "message":"A pull request already exists for octo:%s."}],"status":"422"}
        """
            .formatted(there.head()));
  }

  @Override
  ObjectNode view(Open each) {
    var view = JSON.createObjectNode();
    view.put("number", each.number()).put("state", "open").put("title", each.title());
    view.put("html_url", site() + "/octo/shop/pull/" + each.number());
    view.putObject("head").put("ref", each.head());
    view.putObject("base").put("ref", each.base());
    return view;
  }
}
