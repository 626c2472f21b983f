package dev.ccrunner.demomodel;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A scripted stand-in for the Anthropic Messages API. Every request runs on a virtual thread of its
 * own, so an answer that stalls on purpose holds up nobody. The README beside this module has the
 * script language.
 */
public final class DemoModel implements AutoCloseable {

  private static final int BACKLOG = 1_024;

  private final HttpServer server;
  private final ExecutorService requestThreads;
  private final Stopping stopping;
  private final RequestLog log;

  static {
    // The JDK's server writes headers and body apart. With Nagle's algorithm on, the second write
    // waits for the
    // client's delayed acknowledgement: 40 ms on every answer. The property is read once, at the
    // first server.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private DemoModel(
      HttpServer server, ExecutorService requestThreads, Stopping stopping, RequestLog log) {
    this.server = server;
    this.requestThreads = requestThreads;
    this.stopping = stopping;
    this.log = log;
  }

  /**
   * Listens when it returns.
   *
   * @throws ScriptInvalid the script file cannot be read or does not follow the script language
   * @throws IOException the address cannot be listened on
   */
  public static DemoModel start(DemoModelOptions options) throws IOException {
    var book = ScriptBook.read(options.scriptFile());
    var server = HttpServer.create(new InetSocketAddress(options.host(), options.port()), BACKLOG);
    var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-model-", 0).factory());
    var stopping = new Stopping();
    var log = new RequestLog(options.recordedRequests(), options.recordedChars());
    server.setExecutor(threads);
    server.createContext("/", new MessagesApi(options, book, stopping, log));
    server.start();
    return new DemoModel(server, threads, stopping, log);
  }

  /** What a client takes as {@code ANTHROPIC_BASE_URL}. */
  public URI baseUrl() {
    var address = server.getAddress();
    var host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The newest requests, oldest first. */
  public List<RecordedRequest> requests() {
    return log.newest();
  }

  /** Ends open answers too. */
  @Override
  public void close() {
    stopping.stop();
    server.stop(0);
    requestThreads.shutdownNow();
  }
}
