package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "192.168.1.7, 192.168.1.7, true",
    "192.168.1.7, 192.168.1.8, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true"
  })
  void saysWhichAddressesAreInIt(String range, String address, boolean inside) {
    assertThat(AddressRange.valueOf(range).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0/8",
        "::1/129",
        "10.0.0.0/",
        "1.2.3.4/8/8",
        "256.1.1.1"
      })
  void refusesWhatIsNone(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3/8, 10.0.0.0/8", "10.1.2.3, 10.1.2.3", "10.1.2.3/32, 10.1.2.3"})
  void isWrittenInOneWay(String text, String written) {
    assertThat(AddressRange.valueOf(text)).hasToString(written);
  }

  @Test
  void saysWhetherAnotherIsPartOfIt() {
    AddressRange wide = AddressRange.valueOf("10.0.0.0/8");

    assertThat(wide.contains(AddressRange.valueOf("10.3.0.0/16"))).isTrue();
    assertThat(wide.contains(wide)).isTrue();
    assertThat(AddressRange.valueOf("10.3.0.0/16").contains(wide)).isFalse();
  }
}
