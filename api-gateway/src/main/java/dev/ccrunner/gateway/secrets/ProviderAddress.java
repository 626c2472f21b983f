package dev.ccrunner.gateway.secrets;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides where a team may have the workers send model calls. Workers stand in a network that teams
 * do not see; an address inside of it must have been allowed by who runs the service.
 */
final class ProviderAddress {
  private static final List<String> PRIVATE_ENDINGS =
      List.of(".localhost", ".local", ".internal", ".lan", ".home.arpa", ".in-addr.arpa");

  private ProviderAddress() {}

  /** What was expected instead of {@code text}; empty when it may be used. */
  static Optional<String> refusal(String text, List<String> allowedHosts) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException _) {
      return form();
    }
    String host = uri.getHost();
    if (host == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      return form();
    }
    String name = host.toLowerCase(Locale.ROOT);
    if (allowedHosts.stream().anyMatch(name::equalsIgnoreCase)) {
      return Optional.empty();
    }
    return "https".equals(uri.getScheme()) && isPublicName(name)
        ? Optional.empty()
        : Optional.of(
            "https and a public host name, or a host of ccr.secrets.limits.provider-hosts");
  }

  private static Optional<String> form() {
    return Optional.of("an address such as https://host/path, without user, query and fragment");
  }

  /** No address by numbers, in whatever notation, and no name that only means something inside. */
  private static boolean isPublicName(String host) {
    int lastDot = host.lastIndexOf('.');
    return lastDot > 0
        && host.substring(lastDot + 1).matches("[a-z][a-z0-9-]*[a-z0-9]")
        && PRIVATE_ENDINGS.stream().noneMatch(host::endsWith);
  }
}
