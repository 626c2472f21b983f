package dev.ccrunner.local.outside;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/**
 * HTTP as this machine is set up for it: {@code SSL_CERT_FILE} is trusted besides the JDK's own
 * certificates, because company networks sign TLS again, and {@code HTTPS_PROXY}, {@code
 * HTTP_PROXY} and {@code NO_PROXY} are followed.
 */
public final class Network {

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient client;

  public Network(Map<String, String> environment) {
    var builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(new EnvironmentProxies(environment));
    TrustedCertificates.context(environment).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** Answers only success. */
  public HttpResponse<InputStream> open(URI address) throws IOException {
    return requireSuccess(send(address, HttpResponse.BodyHandlers.ofInputStream()));
  }

  public String text(URI address) throws IOException {
    return requireSuccess(send(address, HttpResponse.BodyHandlers.ofString())).body();
  }

  /** The status of a request with these headers, whatever it is. */
  public int status(URI address, Map<String, String> headers) throws IOException {
    var request = HttpRequest.newBuilder(address).timeout(ANSWER);
    headers.forEach(request::header);
    return send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private <T> HttpResponse<T> send(URI address, HttpResponse.BodyHandler<T> body)
      throws IOException {
    return send(HttpRequest.newBuilder(address).timeout(ANSWER).build(), body);
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return client.send(request, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static <T> HttpResponse<T> requireSuccess(HttpResponse<T> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s answered %d".formatted(response.uri().getHost(), response.statusCode()));
    }
    return response;
  }

  /** In words a person understands. */
  public static String reason(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case java.nio.channels.UnresolvedAddressException _ -> {
          return "its name is not known: no network, or no name service";
        }
        case UnknownHostException _ -> {
          return "its name is not known: no network, or no name service";
        }
        case HttpTimeoutException _ -> {
          return "no answer in time";
        }
        case javax.net.ssl.SSLHandshakeException _ -> {
          return "its certificate is not trusted here; if a company proxy signs it, set SSL_CERT_FILE to that proxy's certificates";
        }
        default -> {
          // Look deeper.
        }
      }
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
