package dev.ccrunner.worker.broker;

import dev.ccrunner.worker.broker.ForwardCall.Client;
import java.util.Locale;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a call is forwarded: a token that counts, a path that is open, money left, not
 * too many at once.
 */
final class BrokerHandler extends Handler.Abstract.NonBlocking {

  private static final Logger log = LoggerFactory.getLogger(BrokerHandler.class);
  private static final String BEARER = "bearer ";

  private final BrokerSettings settings;
  private final Function<String, @Nullable AttemptLedger> ledgers;
  private final ForwardCall forward;

  BrokerHandler(
      BrokerSettings settings,
      Function<String, @Nullable AttemptLedger> ledgers,
      ForwardCall forward) {
    this.settings = settings;
    this.ledgers = ledgers;
    this.forward = forward;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var client = new Client(request, response, callback);
    Thread.ofVirtual()
        .name("broker-call")
        .start(() -> {
          try {
            decide(client);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.callback().failed(e);
          }
        });
    return true;
  }

  private void decide(Client client) throws InterruptedException {
    var ledger = ledgers.apply(token(client.request().getHeaders()));
    if (ledger == null) {
      client.answer(AnthropicError.unknownToken());
      return;
    }
    var method = client.request().getMethod();
    var path = client.request().getHttpURI().getPath();
    var route = Route.of(method, path);
    if (route.isEmpty()) {
      client.answer(AnthropicError.notForwarded(method, path));
      return;
    }
    var refusal = ledger.refuseForMoney();
    if (refusal.isPresent()) {
      client.answer(refusal.get());
      return;
    }
    if (!ledger.mayCallMore(settings.maxCallsPerAttempt())) {
      client.answer(AnthropicError.tooManyCalls(settings.maxCallsPerAttempt()));
      return;
    }
    try {
      forward.carryOut(client, route.get(), ledger);
    } catch (RuntimeException e) {
      log.debug("A call of {} ended early", ledger.attempt(), e);
      client.callback().failed(e);
    } finally {
      ledger.callEnded();
    }
  }

  /** Empty, which no token is, when there is none. */
  private static String token(HttpFields headers) {
    var key = headers.get("x-api-key");
    if (key != null) {
      return key;
    }
    var authorization = headers.get("authorization");
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length()).strip()
        : "";
  }
}
