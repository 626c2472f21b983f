package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.worker.broker.ProviderGuard.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one call out, on a virtual thread of its own: to the provider, back, and into the ledger.
 */
final class ForwardCall {

  private static final Logger log = LoggerFactory.getLogger(ForwardCall.class);
  private static final int CHUNK = 16 * 1024;

  /** Error bodies are sentences; what is longer is passed on unread. */
  private static final int ERROR_BODY = 64 * 1024;

  private final BrokerSettings settings;
  private final ProviderGuard provider;
  private final BrokerMetrics metrics;
  private final Clock clock;

  ForwardCall(BrokerSettings settings, ProviderGuard provider, BrokerMetrics metrics, Clock clock) {
    this.settings = settings;
    this.provider = provider;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The one who called us, until the callback was told how it ended. */
  record Client(Request request, Response response, Callback callback) {

    void answer(AnthropicError error) {
      var body = error.json();
      response.setStatus(error.status());
      response.getHeaders().put("content-type", "application/json");
      response.getHeaders().put("content-length", body.length);
      error
          .retryAfter()
          .ifPresent(
              wait -> response.getHeaders().put("retry-after", Math.max(1, wait.toSeconds())));
      Content.Sink.write(response, true, new String(body, UTF_8), callback);
    }

    /**
     * Drops the connection: what else would tell a client that half an answer is not a whole one?
     */
    void drop(String why) {
      callback.failed(new IOException(why));
    }
  }

  void carryOut(Client client, Route route, AttemptLedger ledger) throws InterruptedException {
    var body = body(client);
    if (body.isEmpty()) {
      client.answer(AnthropicError.tooLarge(settings.maxRequest().toBytes()));
      return;
    }
    var uri = uri(client.request(), ledger.account());
    if (uri.isEmpty()) {
      client.answer(AnthropicError.badRequest("The query of this request is not a valid URI"));
      return;
    }
    var call =
        new ProviderCall(
            client.request().getMethod(),
            uri.get(),
            ForwardedHeaders.toProvider(client.request().getHeaders(), ledger.account()),
            body.get());
    ledger.requested();
    switch (provider.call(call, ledger)) {
      case Outcome.AttemptOver() -> client.answer(AnthropicError.unknownToken());
      case Outcome.Refused(var error, var kind) -> refuse(client, ledger, error, kind);
      case Outcome.Answered answered -> {
        try (answered) {
          passOn(client, route, ledger, answered.answer());
        }
      }
    }
  }

  /**
   * Empty when it is too large; then some more of it is read, because a client still writing does
   * not hear the answer.
   */
  private Optional<byte[]> body(Client client) {
    var limit = Math.toIntExact(settings.maxRequest().toBytes());
    try (var in = Content.Source.asInputStream(client.request())) {
      var tooLarge = client.request().getLength() > limit;
      var body = tooLarge ? new byte[0] : in.readNBytes(limit + 1);
      if (!tooLarge && body.length <= limit) {
        return Optional.of(body);
      }
      in.skip(limit);
      return Optional.empty();
    } catch (IOException e) {
      throw new ClientGone(e);
    }
  }

  private static Optional<URI> uri(Request request, ProviderAccount account) {
    var base = account.baseUrl().toString().replaceAll("/+$", "");
    var uri = request.getHttpURI();
    try {
      return Optional.of(
          URI.create(base + uri.getPath() + (uri.getQuery() == null ? "" : "?" + uri.getQuery())));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void refuse(
      Client client,
      AttemptLedger ledger,
      AnthropicError error,
      Optional<ProviderError.Kind> provider) {
    provider.ifPresent(kind ->
        ledger.failed(
            new ProviderError(
                kind,
                error.status(),
                error.type(),
                error.message(),
                error.retryAfter(),
                clock.instant())));
    metrics.answered(error.status());
    client.answer(error);
  }

  private void passOn(Client client, Route route, AttemptLedger ledger, ProviderAnswer answer) {
    Runnable abort = () -> answer.abort("The attempt is over");
    if (!ledger.begin(abort)) {
      client.drop("The attempt is over");
      return;
    }
    metrics.answered(answer.status());
    try {
      client.response().setStatus(answer.status());
      ForwardedHeaders.toClient(answer.headers(), client.response().getHeaders(), ledger.account());
      if (answer.status() >= 400) {
        passOnError(client, ledger, answer);
      } else {
        passOnSuccess(client, route, ledger, answer);
      }
    } finally {
      ledger.end(abort);
    }
  }

  private void passOnSuccess(
      Client client, Route route, AttemptLedger ledger, ProviderAnswer answer) {
    var reader = new AnswerReader(answer.isStream());
    var end = copy(client, answer, Content.Sink.asOutputStream(client.response()), reader);
    reader.finish();
    if (route.isMetered()) {
      meter(ledger, reader, answer.isEncoded());
    }
    switch (end) {
      case WHOLE -> noteEnd(ledger, reader);
      case SILENT ->
          ledger.failed(
              cut(ProviderError.Kind.TIMEOUT, 504, "The provider fell silent within its answer"));
      case BROKEN ->
          ledger.failed(
              cut(ProviderError.Kind.UNREACHABLE, 502, "The connection broke within the answer"));
      case CLIENT_GONE -> {} // says nothing about the provider
    }
  }

  /** How an answer's way to the client ended. */
  private enum End {
    WHOLE,
    SILENT,
    BROKEN,
    CLIENT_GONE
  }

  private End copy(Client client, ProviderAnswer answer, OutputStream out, AnswerReader reader) {
    var chunk = new byte[CHUNK];
    try {
      for (int n = read(answer, chunk); n >= 0; n = read(answer, chunk)) {
        reader.passed(chunk, n);
        out.write(chunk, 0, n);
        out.flush();
      }
      out.close();
      client.callback().succeeded();
      return End.WHOLE;
    } catch (ProviderCut e) {
      tellOfCut(client, answer, out, e);
      return answer.fellSilent() ? End.SILENT : End.BROKEN;
    } catch (IOException e) {
      metrics.cut("client_gone");
      client.callback().failed(e);
      return End.CLIENT_GONE;
    }
  }

  private static int read(ProviderAnswer answer, byte[] chunk) throws ProviderCut {
    try {
      return answer.read(chunk);
    } catch (IOException e) {
      throw new ProviderCut(e);
    }
  }

  /**
   * A silent provider's stream ends with an error that Claude Code answers with a call without
   * streaming; the rest just ends.
   */
  private void tellOfCut(Client client, ProviderAnswer answer, OutputStream out, ProviderCut cut) {
    metrics.cut(answer.fellSilent() ? "provider_silent" : "provider_gone");
    if (answer.fellSilent() && answer.isStream()) {
      try {
        out.write(
            AnthropicError.event(
                "The provider sent nothing for " + settings.idleTimeout().toMillis() + " ms"));
        out.close();
        client.callback().succeeded();
        return;
      } catch (IOException e) {
        log.debug(
            "The client left before it was told that the provider fell silent: {}", e.getMessage());
      }
    }
    client.callback().failed(cut);
  }

  private void meter(AttemptLedger ledger, AnswerReader reader, boolean encoded) {
    reader
        .usage()
        .filter(_ -> !encoded)
        .ifPresentOrElse(
            usage -> {
              ledger.used(reader.model().orElse("unknown"), usage);
              metrics.used(usage);
            },
            ledger::usedUnknown);
  }

  private ProviderError cut(ProviderError.Kind kind, int status, String message) {
    return new ProviderError(kind, status, "api_error", message, Optional.empty(), clock.instant());
  }

  private void noteEnd(AttemptLedger ledger, AnswerReader reader) {
    reader
        .error()
        .ifPresentOrElse(
            error -> {
              var type = error.path("type").asString("api_error");
              var message = error.path("message").asString("");
              ledger.failed(providerError(statusOf(type), type, message, Optional.empty()));
            },
            ledger::succeeded);
  }

  /**
   * An error within a stream comes after a status of 200; its type says what it would have been.
   */
  private static int statusOf(String type) {
    return switch (type) {
      case "overloaded_error" -> 529;
      case "rate_limit_error" -> 429;
      case "authentication_error" -> 401;
      case "permission_error" -> 403;
      case "invalid_request_error" -> 400;
      case "timeout_error" -> 504;
      default -> 500;
    };
  }

  private void passOnError(Client client, AttemptLedger ledger, ProviderAnswer answer) {
    var kept = new ByteArrayOutputStream();
    try {
      var chunk = new byte[CHUNK];
      int n = 0;
      while (kept.size() < ERROR_BODY && (n = read(answer, chunk)) >= 0) {
        kept.write(chunk, 0, n);
      }
      var body = withoutKey(kept.toByteArray(), ledger.account().apiKey());
      note(ledger, answer, body);
      if (body.length != kept.size()) {
        client.response().getHeaders().remove("content-length");
      }
      var out = Content.Sink.asOutputStream(client.response());
      out.write(body);
      var _ = copy(client, answer, out, new AnswerReader(true));
    } catch (ProviderCut e) {
      note(ledger, answer, withoutKey(kept.toByteArray(), ledger.account().apiKey()));
      client.callback().failed(e);
    } catch (IOException e) {
      client.callback().failed(e);
    }
  }

  /** Some gateways quote a key they do not like. */
  private static byte[] withoutKey(byte[] body, String key) {
    var text = new String(body, ISO_8859_1);
    return key.isEmpty() || !text.contains(key)
        ? body
        : text.replace(key, "[key]").getBytes(ISO_8859_1);
  }

  private void note(AttemptLedger ledger, ProviderAnswer answer, byte[] body) {
    var error = AnswerReader.parse(new String(body, UTF_8)).map(node -> node.path("error"));
    var type = error.map(node -> node.path("type").asString("")).orElse("");
    var message = error.map(node -> node.path("message").asString("")).orElse("");
    ledger.failed(providerError(answer.status(), type, message, RetryAfter.of(answer.headers())));
  }

  private ProviderError providerError(
      int status, String type, String message, Optional<Duration> retryAfter) {
    return new ProviderError(
        ProviderError.Kind.of(status), status, type, message, retryAfter, clock.instant());
  }

  /** The provider's side broke, not the client's. */
  private static final class ProviderCut extends Exception {
    ProviderCut(IOException cause) {
      super(cause);
    }
  }

  /** The client's side broke before its request was whole. */
  static final class ClientGone extends RuntimeException {
    ClientGone(IOException cause) {
      super(cause);
    }
  }
}
