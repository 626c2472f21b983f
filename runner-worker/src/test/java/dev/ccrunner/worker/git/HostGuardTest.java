package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ccrunner.run.FailureCode;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
      })
  void asksNobodyInThisNetwork(String address) {
    assertRefused("https://host.example/x", address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "140.82.121.3",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:50c0::1",
        "64:ff9b::8c52:7903"
      })
  void asksPublicHosts(String address) throws GitFailed {
    var remote = guard(List.of(), address).pin("https://host.example/x", null);

    assertThat(remote.hosts()).containsExactly(InetAddress.ofLiteral(address));
  }

  @Test
  void oneAddressOfThisNetworkIsOneTooMany() {
    assertRefused("https://host.example/x", "140.82.121.3", "10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"git.corp", "git.corp:3000"})
  void asksListedHosts(String listed) throws GitFailed {
    var guard = guard(List.of(listed, "git.corp:3000"), "10.0.0.1");

    assertThat(guard.pin("https://git.corp:3000/x", null).hosts()).hasSize(1);
  }

  @Test
  void refusesPortsThatAreNotGits() {
    assertThatExceptionOfType(GitFailed.class)
        .isThrownBy(() -> guard(List.of(), "140.82.121.3").pin("https://host.example:6379/x", null))
        .withMessageContaining("6379")
        .satisfies(failed -> assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE));
  }

  @Test
  void refusesWhatIsNotEncryptedUnlessItIsAllowed() {
    assertThatExceptionOfType(GitFailed.class)
        .isThrownBy(() -> guard(List.of(), "140.82.121.3").pin("http://host.example/x", null))
        .withMessageContaining("ccr.workspace.git.http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c id",
        "file:///etc",
        "git://host/x",
        "-u./x",
        "/srv/repo",
        "https://host/../x",
        "https://user:pw@host.example/x"
      })
  void refusesWhatIsNoAddress(String url) {
    assertRefused(url, "140.82.121.3");
  }

  @Test
  void aCredentialGoesOnlyWhereItBelongs() throws GitFailed {
    var guard = guard(List.of(), "140.82.121.3");
    var secret =
        new GitCredential(
            new dev.ccrunner.secret.SecretId(java.util.UUID.randomUUID()),
            "bot",
            List.of("host.example", "other.example:8443"),
            "bot",
            "token",
            null);

    assertThat(guard.pin("https://host.example/x", secret).credential()).isNotNull();
    assertThat(guard.pin("https://HOST.example:443/x", secret).credential()).isNotNull();
    assertThat(guard.pin("https://other.example:8443/x", secret).credential()).isNotNull();
    assertThat(guard.pin("https://host.example:8443/x", secret).credential()).isNull();
    assertThat(guard.pin("https://other.example/x", secret).credential()).isNull();
    assertThat(guard.pin("https://sub.host.example/x", secret).credential()).isNull();
    assertThat(guard.pin("git@host.example:x", secret).credential())
        .as("a token is no key")
        .isNull();
  }

  private static void assertRefused(String url, String... addresses) {
    assertThatExceptionOfType(GitFailed.class)
        .isThrownBy(() -> guard(List.of(), addresses).pin(url, null))
        .satisfies(failed -> {
          assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
          assertThat(failed.getMessage()).contains("Expected").contains("found");
        });
  }

  private static HostGuard guard(List<String> listed, String... addresses) {
    var settings = TestGitSettings.asking(listed).encryptedOnly().ports(22, 443, 8443).build();
    var found = new InetAddress[addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      found[i] = InetAddress.ofLiteral(addresses[i]);
    }
    return new HostGuard(settings, _ -> found);
  }
}
