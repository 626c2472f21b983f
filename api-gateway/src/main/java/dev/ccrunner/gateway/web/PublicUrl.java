package dev.ccrunner.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The address by which browsers reach this service: the one that is set, else the one that they
 * have just used.
 */
@Component
public class PublicUrl {
  private final @Nullable String url;
  private final boolean behindProxies;
  private final ClientAddresses addresses;

  PublicUrl(WebSettings settings, ClientAddresses addresses) {
    this.url = settings.publicUrl();
    this.behindProxies = !settings.trustedProxies().isEmpty();
    this.addresses = addresses;
  }

  /** Without a slash at its end. */
  public String of(HttpServletRequest request) {
    if (url != null) {
      return url;
    }
    String host = Objects.requireNonNullElse(request.getHeader("Host"), "localhost");
    return (addresses.secure(request) ? "https://" : "http://") + host;
  }

  /** Refuses to guess it where a proxy may have changed what the browser said. */
  public void requireBehindProxies(String whoNeedsIt) {
    if (behindProxies && url == null) {
      throw new IllegalStateException(
          "%s needs to know by which address browsers reach this service. Expected it in"
                  .formatted(whoNeedsIt)
              + " ccr.web.public-url, because ccr.web.trusted-proxies says that there is a proxy in"
              + " front; found none.");
    }
  }

  /** Whether it is HTTPS, or stays on this machine. */
  public static boolean safe(String url) {
    try {
      URI uri = URI.create(url);
      String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      return !host.isEmpty()
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme())
                  && host.matches("localhost|\\[::1]|127(\\.\\d{1,3}){3}")));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
