package dev.ccrunner.gateway.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** A provider that answers whatever the test wants: what no honest one would. */
final class ScriptedProvider implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger keyAnswers = new AtomicInteger();

  volatile RSAKey key = newKey();

  /** What the token endpoint answers as ID token. */
  volatile Supplier<String> idToken = () -> "none";

  /** What it does before it answers. */
  volatile Runnable before = () -> {};

  ScriptedProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/.well-known/openid-configuration", this::describe);
    server.createContext("/keys", this::keys);
    server.createContext("/token", this::token);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int keyAnswers() {
    return keyAnswers.get();
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void describe(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        Map.of(
            "issuer", issuer(),
            "authorization_endpoint", issuer() + "/authorize",
            "token_endpoint", issuer() + "/token",
            "jwks_uri", issuer() + "/keys",
            "response_types_supported", List.of("code"),
            "subject_types_supported", List.of("public"),
            "id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none")));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyAnswers.incrementAndGet();
    answer(exchange, new JWKSet(key).toPublicJWKSet().toJSONObject());
  }

  private void token(HttpExchange exchange) throws IOException {
    before.run();
    answer(
        exchange,
        Map.of(
            "access_token",
            "at",
            "token_type",
            "Bearer",
            "expires_in",
            300,
            "id_token",
            idToken.get()));
  }

  private static void answer(HttpExchange exchange, Object json) throws IOException {
    byte[] body = JsonMapper.shared().writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    try (exchange;
        var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
