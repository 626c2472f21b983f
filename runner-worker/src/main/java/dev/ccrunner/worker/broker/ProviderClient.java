package dev.ccrunner.worker.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Sends one call to the provider, adding nothing and taking nothing away. */
final class ProviderClient implements AutoCloseable {

  /**
   * Shorter than what servers and middle boxes keep an unused connection for, so that a call rarely
   * meets a dead one.
   */
  private static final long UNUSED_CONNECTION_MILLIS = 20_000;

  private static final int THREADS = 16;

  private final BrokerSettings settings;
  private final HttpClient client = new HttpClient();
  private final ScheduledThreadPoolExecutor watch;

  ProviderClient(BrokerSettings settings) {
    this.settings = settings;
    watch =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("broker-watch").daemon().factory());
    watch.setRemoveOnCancelPolicy(true); // one entry per piece of an answer, nearly all cancelled
    var threads = new QueuedThreadPool(THREADS);
    threads.setName("broker-client");
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setConnectTimeout(settings.connectTimeout().toMillis());
    client.setIdleTimeout(UNUSED_CONNECTION_MILLIS);
    client.setMaxConnectionsPerDestination(settings.maxCalls());
    client.setFollowRedirects(false);
    client.setUserAgentField(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
  }

  void start() throws Exception {
    client.start();
    // Jetty would answer redirects and challenges itself and unpack bodies: all of that is the
    // CLI's business.
    client.getProtocolHandlers().clear();
    client.getContentDecoderFactories().clear();
  }

  /**
   * @param ledger can cut the call short while it waits
   */
  ProviderAnswer send(ProviderCall call, AttemptLedger ledger)
      throws ProviderFailed, InterruptedException {
    var request =
        client
            .newRequest(call.uri())
            .method(call.method())
            .headers(headers -> headers.add(call.headers()))
            // Our own watch tells the two waits apart; this one only has to be longer.
            .idleTimeout(
                settings.firstByteTimeout().plus(settings.idleTimeout()).toMillis() * 2,
                TimeUnit.MILLISECONDS);
    if (call.body().length > 0) {
      request.body(new BytesRequestContent((String) null, call.body()));
    }
    var listener = new InputStreamResponseListener();
    Runnable abort = () -> abort(request, "The attempt is over");
    if (!ledger.begin(abort)) {
      throw new ProviderFailed(
          ProviderFailed.Reason.ABORTED, new IllegalStateException("The attempt is over"));
    }
    try {
      request.send(listener);
      var head = listener.get(settings.firstByteTimeout().toMillis(), TimeUnit.MILLISECONDS);
      return new ProviderAnswer(
          request, head, listener.getInputStream(), watch, settings.idleTimeout().toMillis());
    } catch (TimeoutException e) {
      abort(request, "No first byte in time");
      throw new ProviderFailed(ProviderFailed.Reason.TIMEOUT, e);
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new ProviderFailed(
          ledger.isRevoked() ? ProviderFailed.Reason.ABORTED : reason(cause), cause);
    } catch (InterruptedException e) {
      abort(request, "The broker stops");
      throw e;
    } finally {
      ledger.end(abort);
    }
  }

  private static ProviderFailed.Reason reason(Throwable cause) {
    return switch (cause) {
      case ConnectException _,
          NoRouteToHostException _,
          UnknownHostException _,
          UnresolvedAddressException _,
          SocketTimeoutException _ ->
          ProviderFailed.Reason.NOT_CONNECTED;
      default -> ProviderFailed.Reason.BROKEN;
    };
  }

  private static void abort(Request request, String why) {
    var _ = request.abort(new IOException(why));
  }

  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    try {
      client.stop();
    } catch (Exception e) {
      throw new IOException("The connections to the provider did not close cleanly", e);
    }
  }
}
