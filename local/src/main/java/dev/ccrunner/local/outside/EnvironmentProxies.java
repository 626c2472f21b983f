package dev.ccrunner.local.outside;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Proxies as curl and npm find them. A proxy that wants a name and a password is not supported. */
final class EnvironmentProxies extends ProxySelector {

  private static final List<Proxy> NONE = List.of(Proxy.NO_PROXY);

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public List<Proxy> select(URI uri) {
    var host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    if (isDirect(host)) {
      return NONE;
    }
    return variable(uri.getScheme() + "_proxy")
        .or(() -> variable("all_proxy"))
        .flatMap(EnvironmentProxies::proxy)
        .map(List::of)
        .orElse(NONE);
  }

  private boolean isDirect(String host) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    return Arrays.stream(variable("no_proxy").orElse("").split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(entry -> entry.startsWith("*.") ? entry.substring(1) : entry)
        .map(entry -> entry.toLowerCase(Locale.ROOT))
        .anyMatch(entry ->
            entry.equals("*")
                || host.equals(entry)
                || host.endsWith(entry.startsWith(".") ? entry : "." + entry));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .filter(value -> !value.isBlank());
  }

  private static Optional<Proxy> proxy(String text) {
    try {
      var uri = URI.create(text.contains("://") ? text : "http://" + text);
      var port = uri.getPort() > 0 ? uri.getPort() : 80;
      return uri.getHost() == null
          ? Optional.empty()
          : Optional.of(
              new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // There is no second choice to make; the request itself fails and says so.
  }
}
