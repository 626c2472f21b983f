package dev.ccrunner.gateway.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Neighbouring IP addresses, as CIDR writes them: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one
 * address by itself.
 *
 * @param first the lowest of them
 * @param prefix how many bits they have in common
 */
public record AddressRange(InetAddress first, int prefix) {
  /** Only what can be nothing else: a name would be asked for in the net. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** The range in {@code text}, or empty. Bits behind the prefix are passed over. */
  public static Optional<AddressRange> parse(String text) {
    String[] parts = text.strip().split("/", 2);
    return address(parts[0])
        .flatMap(address -> parts.length == 1 ? all(address) : prefix(address, parts[1]))
        .map(range -> new AddressRange(masked(range.first, range.prefix), range.prefix));
  }

  /** The same for settings, where a mistake ends the start. */
  public static AddressRange valueOf(String text) {
    return parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Expected an IP address or a range such as 10.0.0.0/8, found '" + text + "'"));
  }

  /** The address that {@code text} is, or empty; a name is none. */
  static Optional<InetAddress> address(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Whether {@code address} is one of them. */
  public boolean contains(InetAddress address) {
    return address.getClass() == first.getClass() && masked(address, prefix).equals(first);
  }

  /** Whether all of {@code other} are among them. */
  public boolean contains(AddressRange other) {
    return prefix <= other.prefix && contains(other.first);
  }

  private static Optional<AddressRange> all(InetAddress address) {
    return Optional.of(new AddressRange(address, bits(address)));
  }

  private static Optional<AddressRange> prefix(InetAddress address, String digits) {
    if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits(address)) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(address, Integer.parseInt(digits)));
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet4Address ? 32 : 128;
  }

  private static InetAddress masked(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(prefix - 8 * i, 0, 8);
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has the length of an address", e);
    }
  }

  @Override
  public String toString() {
    return first.getHostAddress() + (prefix == bits(first) ? "" : "/" + prefix);
  }
}
