package dev.ccrunner.testkit.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Git's own server behind HTTP, with all the ways in which a host can be unfriendly. */
public final class GitHttpServer implements AutoCloseable {
  private final Path root;
  private final HttpServer server;
  private final Map<String, String> credentials = new ConcurrentHashMap<>();
  private final Map<String, String> redirects = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Manner manner = Manner.FRIENDLY;
  private volatile Runnable look = () -> {};

  public enum Manner {
    FRIENDLY,
    /** Answers nothing. */
    SILENT,
    /** Ends in the middle of the objects. */
    BREAKING_OFF,
    /** Something is wrong with it. */
    BROKEN
  }

  public GitHttpServer(Path root) throws IOException {
    this(root, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** With TLS. */
  public static GitHttpServer secured(Path root, SSLContext tls) throws IOException {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new GitHttpServer(root, server);
  }

  private GitHttpServer(Path root, HttpServer server) {
    this.root = root;
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url(String name) {
    return "http://127.0.0.1:%d/%s.git".formatted(port(), name);
  }

  public GitHttpServer demand(String name, String user, String password) {
    credentials.put(
        name,
        "Basic "
            + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(ISO_8859_1)));
    return this;
  }

  public GitHttpServer redirect(String name, String to) {
    redirects.put(name, to);
    return this;
  }

  /** Something else that the host has, below that path. */
  public GitHttpServer beside(String path, HttpHandler other) {
    server.createContext(path, other);
    return this;
  }

  /** Somebody who looks around whenever a request comes. */
  public GitHttpServer whenAsked(Runnable look) {
    this.look = look;
    return this;
  }

  public void manner(Manner other) {
    manner = other;
  }

  /** What was asked for, with the query. */
  public List<String> requests() {
    return requests;
  }

  /** Every credential that anybody sent. */
  public List<String> authorizations() {
    return authorizations;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestURI().toString());
      look.run();
      var name = exchange.getRequestURI().getPath().replaceAll("^/|\\.git/.*$", "");
      var sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (sent != null) {
        authorizations.add(sent);
      }
      if (manner == Manner.SILENT) {
        closed.await();
      } else if (manner == Manner.BROKEN) {
        exchange.sendResponseHeaders(503, -1);
      } else if (redirects.containsKey(name)) {
        var rest = exchange.getRequestURI().toString().replaceFirst("^/[^/]*", "");
        exchange.getResponseHeaders().add("Location", redirects.get(name) + rest);
        exchange.sendResponseHeaders(301, -1);
      } else if (credentials.containsKey(name) && !credentials.get(name).equals(sent)) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
      } else {
        serve(exchange);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    var uri = exchange.getRequestURI();
    var builder =
        new ProcessBuilder("/usr/bin/git", "http-backend")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    var environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("GIT_PROJECT_ROOT", root.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    environment.put("PATH_INFO", uri.getPath());
    environment.put("QUERY_STRING", uri.getRawQuery() == null ? "" : uri.getRawQuery());
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("REMOTE_ADDR", "127.0.0.1");
    header(exchange, "Content-Type").ifPresent(type -> environment.put("CONTENT_TYPE", type));
    header(exchange, "Content-Encoding")
        .ifPresent(coding -> environment.put("HTTP_CONTENT_ENCODING", coding));
    header(exchange, "Git-Protocol")
        .ifPresent(protocol -> environment.put("GIT_PROTOCOL", protocol));
    var process = builder.start();
    try (var in = process.getOutputStream()) {
      exchange.getRequestBody().transferTo(in);
    }
    answer(exchange, new BufferedInputStream(process.getInputStream()));
    process.waitFor();
  }

  private void answer(HttpExchange exchange, InputStream cgi) throws IOException {
    int status = 200;
    for (var line = line(cgi); !line.isEmpty(); line = line(cgi)) {
      var name = line.substring(0, line.indexOf(':'));
      var value = line.substring(line.indexOf(':') + 1).strip();
      if (name.equals("Status")) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    exchange.sendResponseHeaders(status, 0);
    try (var body = exchange.getResponseBody()) {
      if (manner == Manner.BREAKING_OFF && exchange.getRequestURI().getPath().endsWith("-pack")) {
        body.write(cgi.readNBytes(300));
        throw new IOException("broken off");
      }
      cgi.transferTo(body);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return new String(line.toString().getBytes(ISO_8859_1), UTF_8).strip();
  }

  private static java.util.Optional<String> header(HttpExchange exchange, String name) {
    return java.util.Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
