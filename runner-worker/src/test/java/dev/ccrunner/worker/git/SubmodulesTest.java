package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.worker.git.Submodules.Submodule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmodulesTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @CsvSource({
    "https://host/acme/shop.git, ../lib.git, https://host/acme/lib.git",
    "https://host/acme/shop.git, ../../x/lib, https://host/x/lib",
    "https://host/acme/shop.git, ./lib, https://host/acme/shop.git/lib",
    "https://host/acme/shop.git/, ../lib, https://host/acme/lib",
    "git@host:acme/shop.git, ../lib.git, git@host:acme/lib.git",
    "git@host:shop.git, ../lib.git, git@host:lib.git",
    "ssh://git@host:2222/acme/shop, ../lib, ssh://git@host:2222/acme/lib",
    "https://host/acme/shop, https://Other.example/lib, https://other.example/lib",
    "https://host/acme/shop, git@other:lib, git@other:lib",
  })
  void findsTheirAddresses(String parent, String url, String address) throws GitFailed {
    assertThat(read(parent, "vendor/lib", "lib", url))
        .extracting(Submodule::url)
        .containsExactly(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c touch% /tmp/x",
        "fd::3",
        "file:///etc",
        "/etc",
        "git://host/x",
        "-u./payload",
        "--upload-pack=./payload",
        "-oProxyCommand=touch",
        "ssh://-oProxyCommand=touch/x",
        "../../../../../x",
        "../\nurl = x",
        "https://host/x\n",
        "https://u:p@host/x",
        "..\\..\\x",
        "host:x",
        ""
      })
  void refusesAddressesThatAreNone(String url) {
    assertRefused("vendor/lib", "lib", url, List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git",
        ".git/hooks",
        ".GIT/hooks",
        "a/.git/modules",
        ".g\u200cit/hooks",
        ".git./hooks",
        ".git /hooks",
        ".git::$INDEX_ALLOCATION",
        "git~1/hooks",
        "GIT~1",
        "../outside",
        "/etc",
        "a/../../b",
        "a\\b",
        "c:x",
        "./a",
        "a//b",
        "a/"
      })
  void refusesPathsThatAreGitsOwnOrLeadOut(String path) {
    assertRefused(path, "lib", "https://host/lib", List.of());
  }

  /** On a file system that takes A and a for the same, it would be written through the link. */
  @ParameterizedTest
  @CsvSource({"A/modules/x, a", "a/b/c, A/B", "lib, LIB"})
  void refusesPathsThroughLinks(String path, String link) {
    assertRefused(path, "lib", "https://host/lib", List.of(link));
  }

  @Test
  void namesDecideNothing() throws GitFailed {
    assertThat(read("https://host/a", "lib", "../../.git/hooks", "https://host/lib"))
        .extracting(submodule -> submodule.path().toString())
        .containsExactly("lib");
  }

  @Test
  void refusesOneWithoutAnAddress() {
    var tree = new TreeListing(1, 1, Map.of("lib", COMMIT), List.of(), Map.of());

    assertThatExceptionOfType(GitFailed.class)
        .isThrownBy(() -> Submodules.read(address("https://host/a"), tree, Map.of()))
        .withMessageContaining("'lib'");
  }

  private static List<Submodule> read(String parent, String path, String name, String url)
      throws GitFailed {
    return read(parent, path, name, url, List.of());
  }

  private static List<Submodule> read(
      String parent, String path, String name, String url, List<String> links) throws GitFailed {
    return Submodules.read(
        address(parent),
        new TreeListing(1, 1, Map.of(path, COMMIT), links, Map.of()),
        Map.of(
            "submodule." + name + ".path", path,
            "submodule." + name + ".url", url,
            "submodule." + name + ".update", "!touch /tmp/x"));
  }

  private static void assertRefused(String path, String name, String url, List<String> links) {
    assertThatExceptionOfType(GitFailed.class)
        .isThrownBy(() -> read("https://host/acme/shop", path, name, url, links))
        .satisfies(failed -> {
          assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
          assertThat(failed.getMessage()).startsWith("Submodule '");
        });
  }

  private static GitAddress address(String url) {
    return GitAddress.parse(url).valid().orElseThrow();
  }
}
