package dev.ccrunner.infra.away;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Stands in at the program's own port while the program cannot start, so that an orchestrator sees
 * a process that lives and is not ready, rather than one to be restarted. It reads nothing but
 * paths, and knows no keys.
 */
final class WaitingServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WaitingServer.class);

  private final Function<String, WaitingAnswer> answers;
  private @Nullable HttpServer server;
  private @Nullable ExecutorService threads;

  private WaitingServer(Function<String, WaitingAnswer> answers) {
    this.answers = answers;
  }

  /** Listens where the program will; if it cannot, the program waits without a port. */
  static WaitingServer open(Environment settings, Function<String, WaitingAnswer> answers) {
    var waiting = new WaitingServer(answers);
    int port = settings.getProperty("server.port", Integer.class, 8080);
    boolean encrypted =
        settings.containsProperty("server.ssl.bundle")
            || settings.containsProperty("server.ssl.key-store")
            || settings.containsProperty("server.ssl.certificate");
    if (port < 0 || encrypted) {
      return waiting;
    }
    try {
      String host = settings.getProperty("server.address", "");
      var address =
          host.isEmpty()
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(host), port);
      waiting.listen(address);
    } catch (IOException e) {
      log.info("There is no port while this program waits: {}", e.getMessage());
    }
    return waiting;
  }

  private void listen(InetSocketAddress address) throws IOException {
    var opened = HttpServer.create(address, 0);
    var pool = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("waiting-", 0).factory());
    opened.setExecutor(pool);
    opened.createContext("/", this::answer);
    opened.start();
    server = opened;
    threads = pool;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = answers.apply(exchange.getRequestURI().getPath());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      var headers = exchange.getResponseHeaders();
      headers.set("Content-Type", answer.mediaType());
      headers.set("Cache-Control", "no-store");
      // This server is gone as soon as the program starts.
      headers.set("Connection", "close");
      if (answer.status() == 503) {
        headers.set("Retry-After", "2");
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
      threads = null;
    }
  }
}
