package dev.ccrunner.worker.broker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** The head of an answer, and its body as it comes. */
final class ProviderAnswer implements AutoCloseable {

  private final Request request;
  private final Response head;
  private final InputStream body;
  private final ScheduledExecutorService watch;
  private final long idleMillis;
  private final AtomicBoolean idledOut = new AtomicBoolean();

  ProviderAnswer(
      Request request,
      Response head,
      InputStream body,
      ScheduledExecutorService watch,
      long idleMillis) {
    this.request = request;
    this.head = head;
    this.body = body;
    this.watch = watch;
    this.idleMillis = idleMillis;
  }

  int status() {
    return head.getStatus();
  }

  HttpFields headers() {
    return head.getHeaders();
  }

  boolean isStream() {
    var type = headers().get(HttpHeader.CONTENT_TYPE);
    return type != null && type.startsWith("text/event-stream");
  }

  /**
   * Compressed although it was asked not to be: passed on as it is, but its usage cannot be read.
   */
  boolean isEncoded() {
    var encoding = headers().get(HttpHeader.CONTENT_ENCODING);
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  /**
   * The next piece as soon as there is one; -1 at the end. The watch runs only while reading, so a
   * slow client of ours is not taken for a silent provider.
   */
  int read(byte[] buffer) throws IOException {
    Future<?> timeout =
        watch.schedule(
            () -> {
              idledOut.set(true);
              abort("The provider fell silent");
            },
            idleMillis,
            TimeUnit.MILLISECONDS);
    try {
      return body.read(buffer);
    } finally {
      timeout.cancel(false);
    }
  }

  boolean fellSilent() {
    return idledOut.get();
  }

  /** Ends the call from any thread; a read under way fails. */
  void abort(String why) {
    var _ = request.abort(new IOException(why));
  }

  /**
   * Without effect on an answer read to its end; else the connection is dropped, which tells the
   * provider to stop.
   */
  @Override
  public void close() {
    abort("The call is over");
  }
}
