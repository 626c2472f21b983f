package dev.ccrunner.testkit.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a host has for Git LFS: its batch API of one repository, and the contents below {@code
 * /contents/}, with all the ways in which it can be wrong.
 */
public final class LfsContents {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String CONTENTS = "/contents/";

  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final String site;
  private volatile @Nullable String demanded;
  private volatile UnaryOperator<ObjectNode> bent = UnaryOperator.identity();
  private volatile @Nullable String redirect;

  private LfsContents(String site) {
    this.site = site;
  }

  /** Served by that server, for that repository. */
  public static LfsContents at(GitHttpServer server, String repository) {
    var contents = new LfsContents("http://127.0.0.1:" + server.port());
    server.beside("/%s.git/info/lfs/".formatted(repository), contents::batch);
    server.beside(CONTENTS, contents::content);
    return contents;
  }

  /** Keeps it; answers the pointer that stands in the repository for it. */
  public String keep(byte[] content) {
    contents.put(hash(content), content);
    return pointer(content);
  }

  /** What stands in a repository for it. */
  public static String pointer(byte[] content) {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
        .formatted(hash(content), content.length);
  }

  public static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By their hashes; to be changed at will. */
  public Map<String, byte[]> contents() {
    return contents;
  }

  /** METHOD and address of each request. */
  public List<String> requests() {
    return requests;
  }

  /** Every credential that anybody sent, with the method and address. */
  public List<String> authorizations() {
    return authorizations;
  }

  /** Nobody else is answered; contents are for everybody. */
  public void demand(String authorization) {
    demanded = authorization;
  }

  /** Says something else of an object than it would. */
  public void bend(UnaryOperator<ObjectNode> how) {
    bent = how;
  }

  /** Contents are elsewhere. */
  public void redirect(@Nullable String to) {
    redirect = to;
  }

  private void note(HttpExchange exchange) {
    var what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(what);
    var sent = exchange.getRequestHeaders().getFirst("Authorization");
    if (sent != null) {
      authorizations.add(what + ": " + sent);
    }
  }

  private void batch(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(exchange);
      var body = exchange.getRequestBody().readAllBytes();
      var sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (demanded != null && !Objects.equals(demanded, sent)) {
        answer(exchange, 401, "{\"message\":\"Credentials needed\"}".getBytes(UTF_8));
        return;
      }
      if (exchange.getRequestURI().getPath().endsWith("/verify")) {
        answer(exchange, 200, new byte[0]);
        return;
      }
      var asked = JSON.readTree(body);
      var upload = asked.path("operation").asString().equals("upload");
      var answer = JSON.createObjectNode().put("transfer", "basic");
      var objects = answer.putArray("objects");
      for (var object : asked.path("objects")) {
        var oid = object.path("oid").asString();
        objects.add(bent.apply(upload ? upload(oid, object) : download(oid, object)));
      }
      answer(exchange, 200, answer.toString().getBytes(UTF_8));
    }
  }

  private ObjectNode download(String oid, tools.jackson.databind.JsonNode asked) {
    var object = said(oid, asked);
    if (contents.containsKey(oid)) {
      object.putObject("actions").putObject("download").put("href", site + CONTENTS + oid);
    } else {
      object.putObject("error").put("code", 404).put("message", "Object does not exist");
    }
    return object;
  }

  private ObjectNode upload(String oid, tools.jackson.databind.JsonNode asked) {
    var object = said(oid, asked);
    if (!contents.containsKey(oid)) {
      var actions = object.putObject("actions");
      actions.putObject("upload").put("href", site + CONTENTS + oid);
      actions.putObject("verify").put("href", site + "/shop.git/info/lfs/verify");
    }
    return object;
  }

  private static ObjectNode said(String oid, tools.jackson.databind.JsonNode asked) {
    return JSON.createObjectNode().put("oid", oid).put("size", asked.path("size").asLong());
  }

  private void content(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(exchange);
      var oid = exchange.getRequestURI().getPath().substring(CONTENTS.length());
      var elsewhere = redirect;
      if (exchange.getRequestMethod().equals("PUT")) {
        contents.put(oid, exchange.getRequestBody().readAllBytes());
        answer(exchange, 200, new byte[0]);
      } else if (elsewhere != null) {
        exchange.getResponseHeaders().add("Location", elsewhere + oid);
        exchange.sendResponseHeaders(302, -1);
      } else if (contents.containsKey(oid)) {
        answer(exchange, 200, contents.get(oid));
      } else {
        answer(exchange, 404, new byte[0]);
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
