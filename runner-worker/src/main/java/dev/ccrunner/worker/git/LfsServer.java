package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.worker.git.LfsHttp.Ask;
import dev.ccrunner.worker.git.LfsHttp.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.client.PathRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks the batch API of Git LFS with the host of one repository. Where that is follows from the
 * repository's address alone: a {@code .lfsconfig} in the repository is a stranger's, and has no
 * say.
 */
final class LfsServer implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String TYPE = "application/vnd.git-lfs+json";
  private static final int AT_ONCE = 100;
  private static final int MOST_WORDS = 4 * 1024 * 1024;
  private static final int SUCCESS = 2;
  private static final int HUNDREDS = 100;

  private final PinnedRemote remote;
  private final String api;
  private final LfsHttp http;

  /**
   * A way there.
   *
   * @param remote by HTTPS or HTTP
   * @param atMost how long all of it may take
   * @param unless asked now and then: true ends it
   */
  LfsServer(PinnedRemote remote, HostGuard guard, Duration atMost, BooleanSupplier unless) {
    this.remote = remote;
    this.api = api(remote.address());
    this.http = new LfsHttp(guard, remote, guard.stall(), atMost, unless);
  }

  private static String api(GitAddress address) {
    var url = address.toString().replaceFirst("/+$", "");
    return url + (url.endsWith(".git") ? "" : ".git") + "/info/lfs";
  }

  /** Fetches contents into the store; the paths are for whom something fails. */
  void download(Map<LfsPointer, String> wanted, LfsStore into)
      throws GitFailed, InterruptedException {
    for (var part : parts(wanted)) {
      for (var offered : batch("download", part)) {
        var download = offered.action("download");
        if (download.isMissingNode()) {
          throw failed(offered.what() + " cannot be had: the host says not from where.");
        }
        try (var reply = ask(HttpMethod.GET, download, null)) {
          expectGood(reply, "fetch " + offered.what());
          into.put(offered.pointer(), reply.body(), offered.what());
        } catch (IOException e) {
          throw broken("fetch " + offered.what(), e);
        }
      }
    }
  }

  /** Where the content of a pointer is. */
  @FunctionalInterface
  interface Source {
    Path of(LfsPointer pointer, String path) throws GitFailed, IOException;
  }

  /** Hands over those contents that the host does not have. */
  void upload(Map<LfsPointer, String> changed, Source source)
      throws GitFailed, InterruptedException {
    for (var part : parts(changed)) {
      for (var offered : batch("upload", part)) {
        var upload = offered.action("upload");
        if (upload.isMissingNode()) {
          continue; // it has it
        }
        try {
          var content = source.of(offered.pointer(), offered.path());
          try (var reply = ask(HttpMethod.PUT, upload, content)) {
            expectGood(reply, "hand over " + offered.what());
          }
          verify(offered);
        } catch (IOException | UncheckedIOException e) {
          throw broken("hand over " + offered.what(), e);
        }
      }
    }
  }

  private void verify(Offered offered) throws GitFailed, IOException, InterruptedException {
    var verify = offered.action("verify");
    if (verify.isMissingNode()) {
      return;
    }
    var body = JSON.createObjectNode();
    body.put("oid", offered.pointer().oid()).put("size", offered.pointer().size());
    var headers = headers(verify);
    headers.put("Accept", TYPE);
    var ask =
        new Ask(
            HttpMethod.POST,
            verify.path("href").asString(""),
            headers,
            () -> new StringRequestContent(TYPE, body.toString(), UTF_8));
    try (var reply = http.send(ask)) {
      expectGood(reply, "have the host look at " + offered.what());
    }
  }

  /** What the host says of one content. */
  private record Offered(LfsPointer pointer, String path, JsonNode object) {
    JsonNode action(String name) {
      return object.path("actions").path(name);
    }

    String what() {
      return LfsServer.what(path);
    }
  }

  /** A file, in the middle of a sentence. */
  static String what(String path) {
    return "the file '%s' of Git LFS".formatted(path.replaceAll("\\p{Cntrl}", "?"));
  }

  private static List<Map<LfsPointer, String>> parts(Map<LfsPointer, String> all) {
    var parts = new ArrayList<Map<LfsPointer, String>>();
    var part = new LinkedHashMap<LfsPointer, String>();
    for (var each : all.entrySet()) {
      part.put(each.getKey(), each.getValue());
      if (part.size() == AT_ONCE) {
        parts.add(part);
        part = new LinkedHashMap<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private List<Offered> batch(String operation, Map<LfsPointer, String> part)
      throws GitFailed, InterruptedException {
    var body = JSON.createObjectNode().put("operation", operation).put("hash_algo", "sha256");
    body.putArray("transfers").add("basic");
    var objects = body.putArray("objects");
    var byOid = new HashMap<String, LfsPointer>();
    for (var pointer : part.keySet()) {
      objects.addObject().put("oid", pointer.oid()).put("size", pointer.size());
      byOid.put(pointer.oid(), pointer);
    }
    var ask =
        new Ask(
            HttpMethod.POST,
            api + "/objects/batch",
            Map.of("Accept", TYPE),
            () -> new StringRequestContent(TYPE, body.toString(), UTF_8));
    var what = "ask the host for files of Git LFS";
    try (var reply = http.send(ask)) {
      expectGood(reply, what);
      return offered(read(reply), byOid, part);
    } catch (IOException e) {
      throw broken(what, e);
    }
  }

  private List<Offered> offered(
      JsonNode answer, Map<String, LfsPointer> byOid, Map<LfsPointer, String> part)
      throws GitFailed {
    var transfer = answer.path("transfer").asString("basic");
    if (!transfer.equals("basic")) {
      throw failed("Expected the transfer 'basic' of Git LFS, found another one.");
    }
    var offered = new ArrayList<Offered>();
    for (var object : answer.path("objects")) {
      var pointer = byOid.remove(object.path("oid").asString(""));
      if (pointer == null) {
        continue; // nobody asked for it, or it came already
      }
      var path = part.getOrDefault(pointer, "");
      var error = object.path("error");
      if (error.isObject()) {
        throw failed(
            "The host does not give %s: %s (%d)."
                .formatted(
                    what(path),
                    words(error.path("message").asString("")),
                    error.path("code").asInt(0)));
      }
      offered.add(new Offered(pointer, path, object));
    }
    if (!byOid.isEmpty()) {
      var missing = byOid.values().iterator().next();
      throw failed("The host says nothing of %s.".formatted(what(part.getOrDefault(missing, ""))));
    }
    return offered;
  }

  private Reply ask(HttpMethod method, JsonNode action, @Nullable Path file)
      throws GitFailed, IOException, InterruptedException {
    return http.send(
        new Ask(
            method,
            action.path("href").asString(""),
            headers(action),
            file == null ? null : () -> content(file)));
  }

  private static Request.Content content(Path file) {
    try {
      return new PathRequestContent("application/octet-stream", file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> headers(JsonNode action) {
    var headers = new HashMap<String, String>();
    for (var header : action.path("header").properties()) {
      var value = header.getValue().asString("");
      if (header.getKey().matches("[A-Za-z0-9-]+") && value.matches("[\\x20-\\x7e]*")) {
        headers.put(header.getKey(), value);
      }
    }
    return headers;
  }

  private JsonNode read(Reply reply) throws IOException, GitFailed {
    try {
      return JSON.readTree(reply.body().readNBytes(MOST_WORDS));
    } catch (JacksonException _) {
      throw failed("Expected an answer of Git LFS in JSON, found something else.");
    }
  }

  private void expectGood(Reply reply, String what) throws GitFailed, IOException {
    int status = reply.status();
    if (status / HUNDREDS == SUCCESS) {
      return;
    }
    var said = words(message(new String(reply.body().readNBytes(8 * 1024), UTF_8)));
    throw new GitFailed(
        status == 401 || status == 403 ? FailureCode.REPO_AUTH : FailureCode.REPO_UNAVAILABLE,
        "Could not %s: the host answered %d%s."
            .formatted(what, status, said.isEmpty() ? "" : " (" + said + ")"));
  }

  private static String message(String body) {
    try {
      return JSON.readTree(body).path("message").asString("");
    } catch (JacksonException _) {
      return "";
    }
  }

  /** On one line, and without the credential. */
  private String words(String said) {
    var line = said.replaceAll("\\p{Cntrl}", " ").strip();
    var cut = line.length() > 300 ? line.substring(0, 300) + "…" : line;
    var credential = remote.credential();
    return credential == null ? cut : credential.mask().mask(cut);
  }

  private GitFailed broken(String what, Exception e) {
    return failed("Could not %s: %s.".formatted(what, words(String.valueOf(e.getMessage()))));
  }

  private static GitFailed failed(String message) {
    return new GitFailed(FailureCode.REPO_UNAVAILABLE, message);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
