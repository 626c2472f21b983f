package dev.ccrunner.worker.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * JSON over HTTP to one forge, by the addresses that its host had when it was looked at. No cookie,
 * no redirect, no more of an answer than is allowed; the credential is in a header and nowhere
 * else.
 */
final class ForgeHttp implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int THREADS = 4;
  private static final int REDIRECT = 3;
  private static final int SUCCESS = 2;
  private static final int HUNDREDS = 100;

  private final HttpClient client;
  private final ForgeSettings settings;
  private final Waiting waiting;
  private final String root;
  private final Map<String, String> headers;

  /**
   * A way to one API.
   *
   * @param api its address, such as {@code https://api.github.com}
   * @param addresses of its host, looked at and found good
   * @param headers of every request, the credential's among them
   * @param tls says whose certificates are believed
   * @param waiting ends when nobody wants an answer any more
   */
  ForgeHttp(
      URI api,
      List<InetAddress> addresses,
      Map<String, String> headers,
      ForgeSettings settings,
      SslContextFactory.Client tls,
      Waiting waiting) {
    this.waiting = waiting;
    var connector = new ClientConnector();
    connector.setSslContextFactory(tls);
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    this.settings = settings;
    var text = api.toString();
    this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.headers = Map.copyOf(headers);
    var threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("forge");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setConnectTimeout(settings.timeout().toMillis());
    client.setUserAgentField(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setSocketAddressResolver(new Pinned(addresses));
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("Could not start the client of a forge", e);
    }
    client.getProtocolHandlers().clear(); // no answer is acted upon but by us
  }

  /** Whatever the name, these are its addresses. */
  private record Pinned(List<InetAddress> addresses) implements SocketAddressResolver {
    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> promise) {
      promise.succeeded(
          addresses.stream().map(address -> new InetSocketAddress(address, port)).toList());
    }
  }

  /**
   * Reads what is there.
   *
   * @param path below the API's address, with a slash in front; escaped
   */
  JsonNode get(String path, Map<String, String> query) throws ForgeRefused, InterruptedException {
    var text = new StringBuilder(root).append(path);
    var separator = '?';
    for (var parameter : query.entrySet()) {
      text.append(separator)
          .append(parameter.getKey())
          .append('=')
          .append(escaped(parameter.getValue()));
      separator = '&';
    }
    return send(HttpMethod.GET, text.toString(), null);
  }

  /** Makes something there. */
  JsonNode post(String path, JsonNode body) throws ForgeRefused, InterruptedException {
    return send(HttpMethod.POST, root + path, body);
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Names with slashes between them, each of them escaped. */
  static String escapedPath(String names) {
    return Arrays.stream(names.split("/", -1))
        .map(ForgeHttp::escaped)
        .collect(Collectors.joining("/"));
  }

  private JsonNode send(HttpMethod method, String uri, @Nullable JsonNode body)
      throws ForgeRefused, InterruptedException {
    var request = client.newRequest(URI.create(uri)).method(method);
    request.headers(fields -> {
      fields.put(HttpHeader.USER_AGENT, "claude-code-runner");
      headers.forEach(fields::put);
    });
    if (body != null) {
      request.body(new StringRequestContent("application/json", body.toString(), UTF_8));
    }
    var answer = answer(request);
    int kind = answer.getStatus() / HUNDREDS;
    if (kind == SUCCESS) {
      return read(answer);
    }
    throw new ForgeRefused(
        answer.getStatus(),
        kind == REDIRECT
            ? "%s %s was answered with a redirect (%d), which is not followed: check pull_request.api_url"
                .formatted(method, where(uri), answer.getStatus())
            : "%s %s was answered with %d: %s"
                .formatted(method, where(uri), answer.getStatus(), ForgeWords.of(body(answer))));
  }

  private ContentResponse answer(Request request) throws ForgeRefused, InterruptedException {
    var listener =
        new CompletableResponseListener(request, Math.toIntExact(settings.maxAnswer().toBytes()));
    try {
      return waiting.forAnswer(listener.send(), settings.timeout());
    } catch (ForgeRefused e) {
      var _ = request.abort(e);
      throw e;
    } catch (TimeoutException e) {
      var _ = request.abort(e);
      throw new ForgeRefused(
          "%s %s was not answered within %s"
              .formatted(
                  request.getMethod(), where(request.getURI().toString()), settings.timeout()),
          e);
    } catch (ExecutionException e) {
      throw new ForgeRefused(
          "%s %s failed: %s"
              .formatted(
                  request.getMethod(),
                  where(request.getURI().toString()),
                  ForgeWords.shortened(String.valueOf(e.getCause()))),
          e);
    }
  }

  private static String body(ContentResponse answer) {
    return new String(answer.getContent(), UTF_8);
  }

  private static JsonNode read(ContentResponse answer) throws ForgeRefused {
    try {
      return answer.getContent().length == 0
          ? MissingNode.getInstance()
          : JSON.readTree(answer.getContent());
    } catch (JacksonException e) {
      throw new ForgeRefused(
          answer.getStatus(),
          "The answer is no JSON: check pull_request.api_url. It begins with: "
              + ForgeWords.shortened(body(answer)));
    }
  }

  /** Without a query, which may be long. */
  private static String where(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  @Override
  public void close() throws IOException {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IOException("The connection to a forge did not close cleanly", e);
    }
  }
}
