package dev.ccrunner.worker.git;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are somebody else's on the Internet, and not this machine, this network, or the
 * cloud's own door to credentials (169.254.169.254, fd00:ec2::254).
 */
final class PublicAddress {
  private static final List<Range> NOT_PUBLIC =
      List.of(
          Range.of("0.0.0.0", 8), // this network
          Range.of("10.0.0.0", 8),
          Range.of("100.64.0.0", 10), // behind a provider's NAT; some clouds' metadata
          Range.of("127.0.0.0", 8),
          Range.of("169.254.0.0", 16), // link, metadata
          Range.of("172.16.0.0", 12),
          Range.of("192.0.0.0", 24), // protocol assignments, some clouds' metadata
          Range.of("192.0.2.0", 24),
          Range.of("192.31.196.0", 24),
          Range.of("192.52.193.0", 24),
          Range.of("192.88.99.0", 24), // 6to4 relays
          Range.of("192.168.0.0", 16),
          Range.of("192.175.48.0", 24),
          Range.of("198.18.0.0", 15), // benchmarks
          Range.of("198.51.100.0", 24),
          Range.of("203.0.113.0", 24),
          Range.of("224.0.0.0", 4), // multicast
          Range.of("240.0.0.0", 4), // reserved, broadcast
          Range.of("168.63.129.16", 32)); // a cloud's own door to its machines

  /** Of IPv6, only this much is given out at all. */
  private static final Range GLOBAL_UNICAST = Range.of("2000::", 3);

  private static final List<Range> NOT_PUBLIC_6 =
      List.of(
          Range.of("2001::", 23), // Teredo, ORCHID and other ways to wrap another address
          Range.of("2001:db8::", 32),
          Range.of("2002::", 16), // 6to4: has an IPv4 address inside
          Range.of("3fff::", 20));

  /** IPv4 behind a translator; the rest of it is to be looked at. */
  private static final Range NAT64 = Range.of("64:ff9b::", 96);

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC.stream().noneMatch(range -> range.has(address));
    }
    if (NAT64.has(address)) {
      return is(lastFourBytes(address));
    }
    return GLOBAL_UNICAST.has(address)
        && NOT_PUBLIC_6.stream().noneMatch(range -> range.has(address));
  }

  private static InetAddress lastFourBytes(InetAddress address) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Range(InetAddress from, int bits) {
    static Range of(String from, int bits) {
      return new Range(InetAddress.ofLiteral(from), bits);
    }

    boolean has(InetAddress address) {
      byte[] one = from.getAddress();
      byte[] other = address.getAddress();
      if (one.length != other.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
