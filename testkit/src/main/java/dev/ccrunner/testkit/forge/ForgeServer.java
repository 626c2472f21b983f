package dev.ccrunner.testkit.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
  private final Api api;

  /** What is answered. */
  public record Answer(int status, String body, Map<String, String> headers) {
    public static Answer of(int status, JsonNode body) {
      return new Answer(status, body.toString(), Map.of());
    }

    public static Answer of(int status, String body) {
      return new Answer(status, body, Map.of());
    }
  }

  /**
   * What tells the kinds apart before anything is asked for.
   *
   * @param authorization the header of those who may ask
   * @param repository the address of the only one that it has
   * @param requests of that repository, below its address
   * @param unauthorized what all others hear
   * @param notFound about any other address
   */
  record Api(
      String authorization,
      String repository,
      String requests,
      String unauthorized,
      String notFound) {}

  ForgeServer(Api api) throws IOException {
    this.api = api;
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
    if (!api.authorization().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return Answer.of(401, api.unauthorized());
    }
    var path = exchange.getRequestURI().getRawPath();
    if (path.equals(api.repository())) {
      return Answer.of(200, JSON.createObjectNode().put("default_branch", "trunk"));
    }
    if (!path.equals(api.repository() + api.requests())) {
      return Answer.of(404, api.notFound());
    }
    if (exchange.getRequestMethod().equals("GET")) {
      var list = JSON.createArrayNode();
      listed(query(exchange)).forEach(each -> list.add(view(each)));
      return Answer.of(200, list);
    }
    var late = sneaked;
    if (late != null) {
      open.add(late);
    }
    return create(exchange, JSON.readTree(body));
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

  private Answer create(HttpExchange exchange, JsonNode body) {
    var asked = asked(open.size() + 1, body);
    var refused = refused(exchange, asked);
    if (refused.isPresent()) {
      return refused.get();
    }
    var there = matching(asked.head(), asked.base()).findFirst();
    if (there.isPresent()) {
      return alreadyOpen(there.get());
    }
    open.add(asked);
    return Answer.of(201, view(asked));
  }

  /** Those of the open ones that it names to who asks so. */
  abstract Stream<Open> listed(Map<String, String> query);

  /** What somebody wants to have opened. */
  abstract Open asked(int number, JsonNode body);

  /** Why it opens none, beside that there is one already. */
  Optional<Answer> refused(HttpExchange exchange, Open asked) {
    return Optional.empty();
  }

  abstract Answer alreadyOpen(Open there);

  /** How it tells of one. */
  abstract ObjectNode view(Open each);

  /** Opens one, as if somebody had asked for it. */
  public Open opened(String head, String base, String title, String body, @Nullable Boolean draft) {
    var made = new Open(open.size() + 1, head, base, title, body, draft);
    open.add(made);
    return made;
  }

  Stream<Open> matching(String head, String base) {
    return open.stream().filter(each -> each.head().equals(head) && each.base().equals(base));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
