package dev.ccrunner.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A forge on this machine: it keeps open requests, and each kind speaks its own API of them. */
public abstract class ForgeServer implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();

  /** Everything that was asked, as METHOD and address. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** An open request. */
  public record Open(
      int number, String head, String base, String title, String body, @Nullable Boolean draft) {}

  public final List<Open> open = new CopyOnWriteArrayList<>();

  /** How many answers from now on are only that it is busy. */
  public final AtomicInteger busy = new AtomicInteger();

  /** An answer that is given to everything, instead of its own. */
  public volatile @Nullable Answer instead;

  /** A request that somebody else opens between the look and the asking. */
  public volatile @Nullable Open sneaked;

  private final HttpServer server;
  private final String token;

  /** What is answered. */
  public record Answer(int status, String body, Map<String, String> headers) {
    public static Answer of(int status, JsonNode body) {
      return new Answer(status, body.toString(), Map.of());
    }

    public static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }
  }

  ForgeServer(String token) throws IOException {
    this.token = token;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String site() {
    return "http://127.0.0.1:" + port();
  }

  /** Its own answers; another server may have them too. */
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      var body = exchange.getRequestBody().readAllBytes();
      var answer = answer(exchange, body);
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      var bytes = answer.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(HttpExchange exchange, byte[] body) {
    var other = instead;
    if (other != null) {
      return other;
    }
    if (busy.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return Answer.of(503, "busy");
    }
    if (!authorization(token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return unauthorized();
    }
    var path = exchange.getRequestURI().getRawPath();
    if (path.equals(repository())) {
      return Answer.of(200, JSON.createObjectNode().put("default_branch", "trunk"));
    }
    if (!path.equals(repository() + requestsPath())) {
      return notFound();
    }
    if (exchange.getRequestMethod().equals("GET")) {
      return list(query(exchange));
    }
    var late = sneaked;
    if (late != null) {
      open.add(late);
    }
    return create((ObjectNode) JSON.readTree(body), exchange);
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var found = new HashMap<String, String>();
    var query = exchange.getRequestURI().getRawQuery();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var parts = pair.split("=", 2);
      found.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
    }
    return found;
  }

  abstract String authorization(String token);

  abstract String repository();

  abstract String requestsPath();

  abstract Answer unauthorized();

  abstract Answer notFound();

  abstract Answer list(Map<String, String> query);

  abstract Answer create(ObjectNode body, HttpExchange exchange);

  /** Opens one, as if somebody had asked for it. */
  public Open opened(String head, String base, String title, String body, @Nullable Boolean draft) {
    var made = new Open(open.size() + 1, head, base, title, body, draft);
    open.add(made);
    return made;
  }

  boolean isOpen(String head, String base) {
    return open.stream().anyMatch(each -> each.head().equals(head) && each.base().equals(base));
  }

  List<Open> matching(String head, String base) {
    var found = new ArrayList<Open>();
    for (var each : open) {
      if (each.head().equals(head) && each.base().equals(base)) {
        found.add(each);
      }
    }
    return found;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** GitHub's: REST, 2022-11-28, below /api/v3 as Enterprise has it. */
  public static final class OfGitHub extends ForgeServer {
    public OfGitHub(String token) throws IOException {
      super(token);
    }

    @Override
    String authorization(String token) {
      return "Bearer " + token;
    }

    @Override
    String repository() {
      return "/api/v3/repos/octo/shop";
    }

    @Override
    String requestsPath() {
      return "/pulls";
    }

    @Override
    Answer unauthorized() {
      return Answer.of(
          401,
          """
          {"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}
          """);
    }

    @Override
    Answer notFound() {
      return Answer.of(
          404,
          """
          {"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}
          """);
    }

    @Override
    Answer list(Map<String, String> query) {
      var list = JSON.createArrayNode();
      var head = query.getOrDefault("head", "").replaceFirst("^octo:", "");
      matching(head, query.getOrDefault("base", "")).forEach(each -> list.add(view(each)));
      return Answer.of(200, list);
    }

    @Override
    Answer create(ObjectNode body, HttpExchange exchange) {
      var head = body.path("head").asString();
      var base = body.path("base").asString();
      if (!"2022-11-28".equals(exchange.getRequestHeaders().getFirst("X-GitHub-Api-Version"))) {
        return Answer.of(400, "{\"message\":\"Which version?\"}");
      }
      if (isOpen(head, base)) {
        return Answer.of(
            422,
            """
            {"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom",
             "message":"A pull request already exists for octo:%s."}],"status":"422"}
            """
                .formatted(head));
      }
      var made =
          opened(
              head,
              base,
              body.path("title").asString(),
              body.path("body").asString(),
              body.path("draft").asBoolean());
      return Answer.of(201, view(made));
    }

    private ObjectNode view(Open each) {
      var view = JSON.createObjectNode();
      view.put("number", each.number()).put("state", "open").put("title", each.title());
      view.put("html_url", site() + "/octo/shop/pull/" + each.number());
      view.putObject("head").put("ref", each.head());
      view.putObject("base").put("ref", each.base());
      return view;
    }
  }

  /** GitLab's: API v4, the project's path as one escaped part. */
  public static final class OfGitLab extends ForgeServer {
    public OfGitLab(String token) throws IOException {
      super(token);
    }

    @Override
    String authorization(String token) {
      return "Bearer " + token;
    }

    @Override
    String repository() {
      return "/api/v4/projects/group%2Fsub%20group%2Fshop";
    }

    @Override
    String requestsPath() {
      return "/merge_requests";
    }

    @Override
    Answer unauthorized() {
      return Answer.of(401, "{\"message\":\"401 Unauthorized\"}");
    }

    @Override
    Answer notFound() {
      return Answer.of(404, "{\"message\":\"404 Project Not Found\"}");
    }

    @Override
    Answer list(Map<String, String> query) {
      var list = JSON.createArrayNode();
      if ("opened".equals(query.get("state"))) {
        matching(query.getOrDefault("source_branch", ""), query.getOrDefault("target_branch", ""))
            .forEach(each -> list.add(view(each)));
      }
      return Answer.of(200, list);
    }

    @Override
    Answer create(ObjectNode body, HttpExchange exchange) {
      var head = body.path("source_branch").asString();
      var base = body.path("target_branch").asString();
      if (isOpen(head, base)) {
        return Answer.of(
            409,
            "{\"message\":[\"Another open merge request already exists for this source branch: !%d\"]}"
                .formatted(matching(head, base).getFirst().number()));
      }
      if (base.equals("gone")) {
        return Answer.of(
            422, "{\"message\":{\"base\":[\"Target branch \\\"gone\\\" does not exist\"]}}");
      }
      var made =
          opened(
              head, base, body.path("title").asString(), body.path("description").asString(), null);
      return Answer.of(201, view(made));
    }

    private ObjectNode view(Open each) {
      var view = JSON.createObjectNode();
      view.put("id", each.number() + 1000).put("iid", each.number()).put("title", each.title());
      view.put("web_url", site() + "/group/shop/-/merge_requests/" + each.number());
      view.put("source_branch", each.head()).put("target_branch", each.base());
      return view;
    }
  }

  /** Gitea's and Forgejo's: API v1, lists in pages. */
  public static final class OfGitea extends ForgeServer {
    private static final int PAGE = 30;

    public OfGitea(String token) throws IOException {
      super(token);
    }

    @Override
    String authorization(String token) {
      return "token " + token;
    }

    @Override
    String repository() {
      return "/api/v1/repos/octo/shop";
    }

    @Override
    String requestsPath() {
      return "/pulls";
    }

    @Override
    Answer unauthorized() {
      return Answer.of(
          401, "{\"message\":\"user does not exist [uid: 0, name: ]\",\"url\":\"/api/swagger\"}");
    }

    @Override
    Answer notFound() {
      return Answer.of(
          404,
          "{\"errors\":[\"user redirect does not exist\"],\"message\":\"The target couldn't be found.\",\"url\":\"/api/swagger\"}");
    }

    @Override
    Answer list(Map<String, String> query) {
      var list = JSON.createArrayNode();
      int page = Integer.parseInt(query.getOrDefault("page", "1"));
      open.stream().skip((page - 1L) * PAGE).limit(PAGE).forEach(each -> list.add(view(each)));
      return Answer.of(200, list);
    }

    @Override
    Answer create(ObjectNode body, HttpExchange exchange) {
      var head = body.path("head").asString();
      var base = body.path("base").asString();
      if (isOpen(head, base)) {
        return Answer.of(
            409,
            "{\"message\":\"pull request already exists for these targets [id: 1, issue_id: 1, head_repo_id: 7]\",\"url\":\"/api/swagger\"}");
      }
      var made =
          opened(head, base, body.path("title").asString(), body.path("body").asString(), null);
      return Answer.of(201, view(made));
    }

    private ObjectNode view(Open each) {
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
}
