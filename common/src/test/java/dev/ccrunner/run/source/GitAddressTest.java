package dev.ccrunner.run.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitAddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/shop.git, HTTPS, , github.com, 443, /acme/shop.git",
    "https://GitHub.COM:443/acme/shop, HTTPS, , github.com, 443, /acme/shop",
    "http://git.corp:3000/a/b, HTTP, , git.corp, 3000, /a/b",
    "https://host/with%20space/x, HTTPS, , host, 443, /with%20space/x",
    "https://93.184.216.34/x, HTTPS, , 93.184.216.34, 443, /x",
    "https://[2001:DB8::1]:8443/x, HTTPS, , 2001:db8:0:0:0:0:0:1, 8443, /x",
    "ssh://git@host:2222/acme/shop, SSH, git, host, 2222, /acme/shop",
    "ssh://host/~anna/shop, SSH, , host, 22, /~anna/shop",
    "git@github.com:acme/shop.git, SSH, git, github.com, 22, acme/shop.git",
    "git@[::1]:acme/shop.git, SSH, git, 0:0:0:0:0:0:0:1, 22, acme/shop.git",
    "git@host:/srv/shop, SSH, git, host, 22, /srv/shop",
  })
  void readsTheThreeWays(
      String text, GitAddress.Way way, String user, String host, int port, String path) {
    var address = GitAddress.parse(text).valid().orElseThrow();

    assertThat(address.way()).isEqualTo(way);
    assertThat(address.user()).isEqualTo(user);
    assertThat(address.host()).isEqualTo(host);
    assertThat(address.actualPort()).isEqualTo(port);
    assertThat(address.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "https://GitHub.com:443/acme/shop, https://github.com/acme/shop",
    "git@host:/srv/shop, ssh://git@host/srv/shop",
    "git@host:srv/shop, git@host:srv/shop",
    "https://[::1]:1/x, https://[0:0:0:0:0:0:0:1]:1/x",
  })
  void isWrittenInOneWay(String text, String written) {
    assertThat(GitAddress.parse(text).valid().orElseThrow()).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/etc",
        "../other",
        "./here",
        "C:\\repo",
        "c:/repo",
        "host:path",
        "file:///etc",
        "file://host/share",
        "git://github.com/acme/shop",
        "ftp://host/x",
        "rsync://host/x",
        "ext::sh -c touch% /tmp/x",
        "ext::sh",
        "fd::7",
        "https::https://host/x",
        "git@ext::sh",
        "--upload-pack=touch /tmp/x",
        "-u./payload",
        "-oProxyCommand=touch@host:x",
        "ssh://-oProxyCommand=touch/x",
        "ssh://%2doProxyCommand=touch/x",
        "ssh://git@-oProxyCommand=touch/x",
        "ssh://-l@host/x",
        "git@-oProxyCommand=touch:x",
        "git@host:-x",
        "git@host:",
        "https://host",
        "https://host/",
        "https://host//x",
        "https:///x",
        "https://host/a/../b",
        "https://host/%2e%2e/b",
        "https://host/a%2fb",
        "https://host/a%00b",
        "https://host/a%0ab",
        "https://host/a%0d%0ahost=evil",
        "https://host/a%zz",
        "https://host/a\nb",
        "https://host/a b",
        "https://host/a?b=c",
        "https://host/a#b",
        "https://host/a;b",
        "https://host/$(id)",
        "https://host/`id`",
        "https://host/a'b",
        "https://host/a\\b",
        "https://host\\@evil/x",
        "https://anna@host/x",
        "https://anna:pass@host/x",
        "ssh://git:pass@host/x",
        "https://host:0/x",
        "https://host:65536/x",
        "https://host:+443/x",
        "https://host:/x",
        "https://host:22:22/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://0x7f.0.0.1/x",
        "https://0x7f000001/x",
        "https://0177.0.0.1/x",
        "https://127.0.0.256/x",
        "https://127.0.0.1./x",
        "https://[::1%25eth0]/x",
        "https://[::1%lo]/x",
        "https://[127.0.0.1]/x",
        "https://[::1/x",
        "https://::1/x",
        "https://ho%73t/x",
        "https://hÖst/x",
        "https://host.-a/x",
        "https://a..b/x",
      })
  void refusesWhatGitMightTakeForSomethingElse(String text) {
    assertThat(GitAddress.parse(text).refusal()).as(text).isPresent();
  }

  @Test
  void refusesLongOnes() {
    assertThat(GitAddress.parse("https://host/" + "a".repeat(2_048)).refusal()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://anna:hunter22@host/x",
        "https://hunter22@host/x",
        "https://anna:hunter22@ho st/x",
        "ftp://anna:hunter22@host/x",
        "anna:hunter22@host:x",
      })
  void neverSaysAPasswordAgain(String text) {
    assertThat(GitAddress.parse(text).refusal().orElseThrow()).doesNotContain("hunter22");
  }

  @Test
  void saysWhatWasExpectedAndFound() {
    assertThat(GitAddress.parse("file:///etc").refusal())
        .contains("Expected an address that begins with https:// or ssh://, found 'file:///etc'.");
  }
}
