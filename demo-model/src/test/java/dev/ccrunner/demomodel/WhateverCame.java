package dev.ccrunner.demomodel;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a body to its end, or to where it breaks off. The JDK's own readers forget what they have
 * not handed over yet when the connection breaks.
 */
final class WhateverCame implements HttpResponse.BodySubscriber<WhateverCame.Body> {
  /** The body as far as it came. */
  record Body(String text, boolean brokenOff) {}

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<Body> body = new CompletableFuture<>();

  @Override
  public CompletionStage<Body> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (var buffer : buffers) {
      var part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.writeBytes(part);
    }
  }

  @Override
  public void onError(Throwable broken) {
    body.complete(new Body(text(), true));
  }

  @Override
  public void onComplete() {
    body.complete(new Body(text(), false));
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
