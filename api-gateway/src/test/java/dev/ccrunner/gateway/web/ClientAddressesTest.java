package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class ClientAddressesTest {
  private static final ClientAddresses BEHIND_PROXIES = trusting("10.0.0.0/8", "::1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "203.0.113.9 | 1.1.1.1                       | 203.0.113.9",
        "10.0.0.1    | none                          | 10.0.0.1",
        "10.0.0.1    | 198.51.100.7                  | 198.51.100.7",
        "10.0.0.1    | 6.6.6.6, 198.51.100.7         | 198.51.100.7",
        "10.0.0.1    | 6.6.6.6, 198.51.100.7, 10.2.2.2 | 198.51.100.7",
        "10.0.0.1    | nonsense                      | 10.0.0.1",
        "[::1]       | 2001:db8::5                   | 2001:db8:0:0:0:0:0:5",
        "10.0.0.1    | 198.51.100.7:4711             | 198.51.100.7",
        "10.0.0.1    | [2001:db8::5]:4711            | 2001:db8:0:0:0:0:0:5"
      })
  void believesOnlyTrustedProxies(String peer, String forwarded, String client) {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr(peer);
    if (forwarded != null) {
      request.addHeader("X-Forwarded-For", forwarded);
    }

    assertThat(BEHIND_PROXIES.of(request).getHostAddress()).isEqualTo(client);
  }

  @Test
  void believesNobodyByDefault() {
    var request = new MockHttpServletRequest();
    request.setRemoteAddr("127.0.0.1");
    request.addHeader("X-Forwarded-For", "198.51.100.7");
    request.addHeader("X-Forwarded-Proto", "https");

    assertThat(trusting().of(request).getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(trusting().secure(request)).isFalse();
    assertThat(trusting("127.0.0.0/8").secure(request)).isTrue();
  }

  private static ClientAddresses trusting(String... proxies) {
    List<AddressRange> ranges = Stream.of(proxies).map(AddressRange::valueOf).toList();
    return new ClientAddresses(
        new WebSettings(DataSize.ofMegabytes(1), 10, Duration.ofSeconds(1), ranges, null));
  }
}
