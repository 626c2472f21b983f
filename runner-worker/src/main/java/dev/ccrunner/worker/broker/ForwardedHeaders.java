package dev.ccrunner.worker.broker;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Which headers pass, in both directions: all but those of one connection, and the keys. */
final class ForwardedHeaders {

  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "expect");

  private ForwardedHeaders() {}

  static HttpFields toProvider(HttpFields fromClient, ProviderAccount account) {
    var dropped = dropped(fromClient);
    dropped.addAll(Set.of("x-api-key", "authorization", "content-length", "accept-encoding"));
    var headers = HttpFields.build();
    for (var field : fromClient) {
      if (!dropped.contains(field.getLowerCaseName())) {
        headers.add(field);
      }
    }
    // Compressed answers could not be metered on their way; inside one machine room they save
    // nothing.
    headers.put(HttpHeader.ACCEPT_ENCODING, "identity");
    if (!account.apiKey().isEmpty()) {
      switch (account.authorization()) {
        case X_API_KEY -> headers.put("x-api-key", account.apiKey());
        case BEARER -> headers.put(HttpHeader.AUTHORIZATION, "Bearer " + account.apiKey());
      }
    }
    return headers;
  }

  /**
   * A provider, or what stands in for it, that repeats the key in a header does not get it past us.
   */
  static void toClient(
      HttpFields fromProvider, HttpFields.Mutable toClient, ProviderAccount account) {
    var dropped = dropped(fromProvider);
    for (var field : fromProvider) {
      var leaks =
          !account.apiKey().isEmpty()
              && String.valueOf(field.getValue()).contains(account.apiKey());
      if (!leaks && !dropped.contains(field.getLowerCaseName())) {
        toClient.add(field);
      }
    }
  }

  private static Set<String> dropped(HttpFields headers) {
    var dropped = new HashSet<>(OF_ONE_CONNECTION);
    headers
        .getCSV(HttpHeader.CONNECTION, false)
        .forEach(name -> dropped.add(name.toLowerCase(Locale.ROOT)));
    return dropped;
  }
}
