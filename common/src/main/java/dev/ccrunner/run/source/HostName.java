package dev.ccrunner.run.source;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which texts name one host, to every program alike. */
final class HostName {
  private static final int LONGEST = 253;
  private static final Pattern LABELS =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /** Some programs take 127.1, 0x7f.1 and 2130706433 for addresses, some for names. */
  private static final Pattern LOOKS_LIKE_A_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  private HostName() {}

  /** The host in its one form; {@code text} may be in brackets, which are for IPv6 only. */
  static Optional<String> parse(String text) {
    var host = text.toLowerCase(Locale.ROOT);
    if (host.startsWith("[")) {
      return host.endsWith("]") ? ipv6(host.substring(1, host.length() - 1)) : Optional.empty();
    }
    if (host.length() > LONGEST || !LABELS.matcher(host).matches()) {
      return Optional.empty();
    }
    if (LOOKS_LIKE_A_NUMBER.matcher(host).matches()) {
      return ipv4(host);
    }
    return Optional.of(host);
  }

  private static Optional<String> ipv4(String host) {
    if (!IPV4.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Inet4Address.ofLiteral(host).getHostAddress());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Without a zone: an interface of this machine is no part of an address. */
  private static Optional<String> ipv6(String host) {
    if (host.indexOf('%') >= 0 || host.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      InetAddress address = Inet6Address.ofLiteral(host);
      return Optional.of(address.getHostAddress());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
