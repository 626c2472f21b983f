package dev.ccrunner.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Where a request comes from. What proxies say about it is believed only along a chain of trusted
 * ones: beginning with the peer of the connection, each trusted proxy is asked, by the last entry
 * of {@code X-Forwarded-For} that is not used up, whom it speaks for; the first address that is not
 * trusted is the client's. Everything before it is what the client itself says, and is passed over.
 */
@Component
public class ClientAddresses {
  private final List<AddressRange> trusted;

  ClientAddresses(WebSettings settings) {
    this.trusted = settings.trustedProxies();
  }

  /** The client's address. */
  public InetAddress of(HttpServletRequest request) {
    InetAddress address = peer(request);
    for (String entry : trusts(address) ? forwarded(request) : List.<String>of()) {
      Optional<InetAddress> before = AddressRange.address(withoutPort(entry));
      if (before.isEmpty()) {
        return address;
      }
      address = before.get();
      if (!trusts(address)) {
        return address;
      }
    }
    return address;
  }

  /** Whether nobody between client and service can read along, as far as we are told. */
  public boolean secure(HttpServletRequest request) {
    if (request.isSecure()) {
      return true;
    }
    String proto = request.getHeader("X-Forwarded-Proto");
    return proto != null && proto.strip().equalsIgnoreCase("https") && trusts(peer(request));
  }

  private boolean trusts(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static InetAddress peer(HttpServletRequest request) {
    // Jetty writes an IPv6 address in brackets, and it may name an interface.
    String text = request.getRemoteAddr().replaceAll("[\\[\\]]|%.*", "");
    return AddressRange.address(text)
        .orElseThrow(() -> new IllegalStateException("Expected an address, found " + text));
  }

  /** The nearest first. */
  private static List<String> forwarded(HttpServletRequest request) {
    var entries = new ArrayList<String>();
    for (String header : Collections.list(request.getHeaders("X-Forwarded-For"))) {
      for (String entry : header.split(",")) {
        entries.add(entry.strip());
      }
    }
    return entries.reversed();
  }

  private static String withoutPort(String entry) {
    if (entry.startsWith("[")) {
      return entry.replaceFirst("^\\[([^]]*)].*$", "$1");
    }
    return entry.matches("[^:]*:\\d+") ? entry.replaceFirst(":\\d+$", "") : entry;
  }
}
