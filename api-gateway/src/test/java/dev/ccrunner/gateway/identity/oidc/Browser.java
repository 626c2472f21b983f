package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Goes where it is sent, with the cookies it was given, as a browser does. What a gateway answers
 * is checked against its description on the way; each browser has an address of its own.
 */
final class Browser {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

  private final Map<String, String> ours = new LinkedHashMap<>();
  private final String address =
      "10.9.%d.%d".formatted(COUNT.incrementAndGet() / 250, COUNT.get() % 250);
  private final HttpClient provider =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();

  /** A request to a gateway, with our cookies. */
  ApiResponse get(TestGateway gateway, String path) {
    var answer = client(gateway).get(path);
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      String pair = cookie.replaceFirst(";.*", "");
      ours.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("^[^=]*=", ""));
    }
    return answer;
  }

  ApiClient client(TestGateway gateway) {
    ApiClient plain = gateway.client().withoutKey().with("X-Forwarded-For", address);
    return ours.isEmpty()
        ? plain
        : plain.with(
            "Cookie",
            ours.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ")));
  }

  String cookie(String name) {
    return ours.getOrDefault(name, "");
  }

  void forget(String cookie) {
    ours.remove(cookie);
  }

  /** All the way, to what the gateway says in the end. */
  ApiResponse signIn(TestGateway gateway, String person) {
    return get(gateway, back(gateway, person));
  }

  /** The path by which the provider sends the browser back, not yet gone. */
  String back(TestGateway gateway, String person) {
    return vouched(get(gateway, "/v1/auth/oidc/corp?return_to=/runs").expect(302), person);
  }

  /** From the gateway's redirect to the provider's. */
  String vouched(ApiResponse sent, String person) {
    HttpResponse<String> answer =
        fetch(HttpRequest.newBuilder(URI.create(sent.header("Location"))));
    for (int step = 0; step < 10; step++) {
      URI next = answer.uri();
      if (answer.statusCode() == 200) {
        answer = login(next, answer.body(), person);
        continue;
      }
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
      next = next.resolve(answer.headers().firstValue("Location").orElseThrow());
      if (next.getPath().startsWith("/v1/")) {
        return next.getRawPath() + "?" + next.getRawQuery();
      }
      answer = fetch(HttpRequest.newBuilder(next));
    }
    throw new IllegalStateException("Sent round and round, at last to " + answer.uri());
  }

  private HttpResponse<String> login(URI page, String html, String person) {
    var csrf = CSRF.matcher(html);
    assertThat(csrf.find()).as(html).isTrue();
    String form =
        Map.of("username", person, "password", AuthorizationServer.PASSWORD, "_csrf", csrf.group(1))
            .entrySet()
            .stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return fetch(
        HttpRequest.newBuilder(page.resolve("/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpResponse<String> fetch(HttpRequest.Builder request) {
    try {
      return provider.send(
          request.header("Accept", "text/html").timeout(Duration.ofSeconds(20)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
