package dev.ccrunner.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTokenTest {
  @Test
  void has256BitsAndComesBackFromItsText() {
    var token = SecretToken.generate();
    var again = SecretToken.parse(token.reveal()).orElseThrow();

    assertThat(token.reveal()).hasSize(43);
    assertThat(again.hash()).isEqualTo(token.hash()).hasSize(32);
    assertThat(SecretToken.generate().reveal()).isNotEqualTo(token.reveal());
    assertThat(token.toString()).doesNotContain(token.reveal());
    assertThat(SecretToken.parse(token.reveal() + "A")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Ada@Example.ORG, ada@example.org",
    "' a@b ', a@b",
    "owner@localhost, owner@localhost"
  })
  void readsAddresses(String text, String address) {
    assertThat(EmailAddress.parse(text)).hasToString("Optional[" + address + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "a@", "@b", "a b@c", "a@b@c", "a\n@b"})
  void refusesWhatIsNoAddress(String text) {
    assertThat(EmailAddress.parse(text)).isEmpty();
  }
}
