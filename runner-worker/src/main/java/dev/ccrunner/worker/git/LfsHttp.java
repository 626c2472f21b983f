package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * HTTP for the contents of one repository. Whom a server sends us to is looked at like whom a user
 * names: by the courier's guard, once, and the connection goes to the addresses that were looked
 * at. From a public host nobody is sent into a private network, whatever is listed. The credential
 * goes to the repository's own scheme, host and port, when that asks.
 */
final class LfsHttp implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int UNAUTHORIZED = 401;
  private static final int MOST_REDIRECTS = 5;
  private static final Duration LOOK = Duration.ofMillis(50);

  /** What belongs to the connection, and not to whoever tells us what to send. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private final HostGuard guard;
  private final PinnedRemote remote;
  private final Duration stall;
  private final HttpClient client;
  private final Map<String, List<InetAddress>> pinned = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Request going;

  /** Whether the host has asked for a credential; before that it gets none. */
  private boolean wanted;

  private volatile @Nullable String broken;

  /**
   * A way to a repository's contents.
   *
   * @param atMost how long all of it may take
   * @param unless asked now and then: true ends it
   */
  LfsHttp(
      HostGuard guard,
      PinnedRemote remote,
      Duration stall,
      Duration atMost,
      BooleanSupplier unless) {
    this.guard = guard;
    this.remote = remote;
    this.stall = stall;
    var connector = new ClientConnector();
    connector.setSslContextFactory(guard.tls());
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    var threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("lfs");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setFollowRedirects(false);
    client.setConnectTimeout(stall.toMillis());
    client.setUserAgentField(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setSocketAddressResolver(new Pinned());
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException("Could not start the client for Git LFS", e);
    }
    client.getProtocolHandlers().clear(); // no answer is acted upon but by us
    client.getContentDecoderFactories().clear(); // a content is what its hash says
    Thread.ofVirtual().name("lfs-watch").start(() -> watch(atMost, unless));
  }

  /** Breaks off what is going on when nobody wants it or it takes too long. */
  private void watch(Duration atMost, BooleanSupplier unless) {
    try {
      long looks = Math.max(1, atMost.dividedBy(LOOK));
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        looks--;
        if (looks <= 0 || unless.getAsBoolean()) {
          broken = looks <= 0 ? "it took longer than " + atMost : "it was not wanted any more";
          var request = going;
          if (request != null) {
            var _ = request.abort(new IOException(broken));
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Only what was looked at has addresses. */
  private final class Pinned implements SocketAddressResolver {
    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> promise) {
      var addresses = pinned.get(key(host, port));
      if (addresses == null) {
        promise.failed(new UnknownHostException(host));
      } else {
        promise.succeeded(
            addresses.stream().map(address -> new InetSocketAddress(address, port)).toList());
      }
    }
  }

  private static String key(String host, int port) {
    return host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT) + ":" + port;
  }

  /**
   * A request.
   *
   * @param uri where to; it may be anybody's word
   * @param headers as a server told them, or our own
   * @param body made for each time that it is sent; null: none
   */
  record Ask(
      HttpMethod method,
      String uri,
      Map<String, String> headers,
      @Nullable Supplier<Request.Content> body) {}

  /** An answer whose content is not read yet; closing it gives the rest up. */
  record Reply(int status, InputStream body, Response head) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** What is answered; of a GET after redirects. */
  Reply send(Ask ask) throws GitFailed, IOException, InterruptedException {
    var uri = looked(ask.uri());
    var headers = ask.headers();
    for (int redirects = 0; ; redirects++) {
      var reply = once(ask, uri, headers);
      if (reply.status() == UNAUTHORIZED && !wanted && isOwnSite(uri)) {
        wanted = true;
        reply.close();
        reply = once(ask, uri, headers);
      }
      var location = reply.head().getHeaders().get(HttpHeader.LOCATION);
      if (reply.status() / 100 != 3 || location == null || ask.method() != HttpMethod.GET) {
        return reply;
      }
      reply.close();
      if (redirects >= MOST_REDIRECTS) {
        throw refused("Expected at most %d redirects, found more.".formatted(MOST_REDIRECTS));
      }
      var next = looked(uri.resolve(location).toString());
      if (!sameSite(uri, next)) {
        headers = Map.of(); // they were for the other one
      }
      uri = next;
    }
  }

  private Reply once(Ask ask, URI uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    var request = client.newRequest(uri).method(ask.method());
    request.idleTimeout(stall.toMillis(), TimeUnit.MILLISECONDS);
    request.headers(fields -> {
      fields.put(HttpHeader.USER_AGENT, "claude-code-runner");
      headers.forEach((name, value) -> {
        if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
          fields.put(name, value);
        }
      });
      var credential = remote.credential();
      if (credential != null
          && wanted
          && isOwnSite(uri)
          && !fields.contains(HttpHeader.AUTHORIZATION)) {
        fields.put(HttpHeader.AUTHORIZATION, credential.basic());
      }
    });
    if (ask.body() != null) {
      request.body(ask.body().get());
    }
    var listener = new InputStreamResponseListener();
    going = request;
    request.send(listener);
    try {
      var why = broken;
      if (why != null) {
        var _ = request.abort(new IOException(why));
      }
      // The watch ends it before.
      var head = listener.get(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      return new Reply(head.getStatus(), listener.getInputStream(), head);
    } catch (ExecutionException | TimeoutException e) {
      listener.close();
      throw new IOException(String.valueOf(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  /** Whether it may be asked; from here on its host has the addresses that were looked at. */
  private URI looked(String text) throws GitFailed {
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && (scheme.equals("https") || scheme.equals("http"))) {
        pin(uri);
        return uri;
      }
    } catch (URISyntaxException _) {
      // The same as any other address that is none.
    }
    throw refused("Expected an address of http or https, found another one.");
  }

  private void pin(URI uri) throws GitFailed {
    if (isOwnSite(uri)) {
      pinned.put(key(uri.getHost(), port(uri)), remote.hosts());
      return;
    }
    var site = "%s://%s:%d/".formatted(uri.getScheme(), uri.getHost(), port(uri));
    var hosts = guard.pin(site + "lfs", null).hosts();
    boolean fromOutside = remote.hosts().stream().allMatch(PublicAddress::is);
    if (fromOutside && !hosts.stream().allMatch(PublicAddress::is)) {
      throw refused(
          "Expected a public host, for the repository's is one, found %s."
              .formatted(uri.getHost()));
    }
    pinned.put(key(uri.getHost(), port(uri)), hosts);
  }

  private boolean isOwnSite(URI uri) {
    var address = remote.address();
    return uri.getScheme().equalsIgnoreCase(address.way().name())
        && uri.getHost().equalsIgnoreCase(address.hostInUrl())
        && port(uri) == address.actualPort();
  }

  private static boolean sameSite(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static GitFailed refused(String message) {
    return new GitFailed(FailureCode.REPO_UNAVAILABLE, "Git LFS: " + message);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    try {
      client.stop();
    } catch (Exception e) {
      throw new IOException("The connection for Git LFS did not close cleanly", e);
    }
  }
}
