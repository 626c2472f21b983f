package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.testkit.git.Origin;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories, refs and submodules that want more than to be cloned. */
class HostileRepositoriesTest extends CloneContract {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::touch MARK",
        "file://SERVED/shop.git",
        "SERVED/shop.git",
        "fd::3/x",
        "git://127.0.0.1/shop.git",
        "--upload-pack=touch MARK",
        "-utouch MARK",
        "ssh://-oProxyCommand=touch%20MARK/x",
        "-oProxyCommand=touch@127.0.0.1:x",
        "http://127.0.0.1:1/shop.git",
        "http://localhost/shop.git",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/shop.git",
        "http://0x7f000001/shop.git",
        "http://2130706433/shop.git",
        "ssh://git@10.0.0.1/shop",
      })
  void addressesAreRefused(String url) throws Exception {
    Origin.in(served, "shop");
    var mark = data.resolve("mark");

    assertThat(
            codeOf(
                source(url.replace("MARK", mark.toString()).replace("SERVED", served.toString()))))
        .isEqualTo(FailureCode.REPO_UNAVAILABLE);
    assertThat(mark).doesNotExist();
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upload-pack=touch MARK",
        "-uMARK",
        "main:refs/heads/evil",
        "+main",
        "refs/heads/*",
        "main~1",
        "main@{1}",
        "../../etc",
        "main main",
        "main\nHEAD"
      })
  void refsAreRefused(String ref) throws Exception {
    Origin.in(served, "shop").write("a", "a").commit("second");
    var mark = data.resolve("mark");

    assertThat(codeOf(source(server.url("shop"), ref.replace("MARK", mark.toString()), 1)))
        .isEqualTo(FailureCode.REF_NOT_FOUND);
    assertThat(mark).doesNotExist();
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::touch MARK",
        "file://SERVED/shop.git",
        "SERVED/shop.git",
        "http://169.254.169.254/x",
        "ssh://-oProxyCommand=touch/x",
        "../../../etc",
      })
  void submodulesOfHostileAddressesAreRefused(String url) throws Exception {
    var mark = data.resolve("mark");
    Origin.in(served, "shop");
    hostile(
        ".gitmodules",
        "[submodule \"lib\"]\n\tpath = lib\n\turl = %s\n"
            .formatted(url.replace("MARK", mark.toString()).replace("SERVED", served.toString())),
        "160000 commit 0123456789abcdef0123456789abcdef01234567\tlib\n");

    assertThat(codeOf(withSubmodules(server.url("hostile"))))
        .isEqualTo(FailureCode.REPO_UNAVAILABLE);
    assertThat(mark).doesNotExist();
  }

  /** Git's own checks refuse these as soon as they arrive, wanted as submodules or not. */
  @ParameterizedTest
  @CsvSource({
    "-u./payload, lib",
    "https://host/x, ../../.git/hooks",
    "'https://host/x%0ahost=evil', lib"
  })
  void submodulesThatGitItselfRefusesAreNotEvenFetched(String url, String name) throws Exception {
    hostile(
        ".gitmodules",
        "[submodule \"%s\"]\n\tpath = lib\n\turl = %s\n".formatted(name, url),
        "160000 commit 0123456789abcdef0123456789abcdef01234567\tlib\n");

    assertThat(codeOf(source(server.url("hostile")))).isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", ".GIT", "git~1", ".g\u200cit", "..", "."})
  void treesThatWriteWhereGitKeepsItsOwnAreRefused(String name) throws Exception {
    hostile("harmless", "x", "040000 tree %s\t" + name + "\n");

    assertThat(codeOf(source(server.url("hostile")))).isEqualTo(FailureCode.REPO_UNAVAILABLE);
  }

  /** A repository may have links to anywhere: in the sandbox they lead nowhere. */
  @Test
  void linksAreWrittenAndNotFollowed() throws Exception {
    var outside = Files.writeString(data.resolve("outside"), "untouched");
    hostile("link", outside.toString(), "", "120000");
    var job = job();

    clone(job, source(server.url("hostile")));

    assertThat(job.workspace().resolve("link")).isSymbolicLink();
    assertThat(outside).hasContent("untouched");
  }

  /** What a repository says about hooks, filters and watchers is for people who trust it. */
  @Test
  void nothingOfARepositoryIsRunWhileItIsClonedAndCheckedOut() throws Exception {
    var mark = data.resolve("mark");
    var origin = Origin.in(served, "shop");
    origin.write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
    origin.write(".gitconfig", "[filter \"evil\"]\n\tsmudge = touch " + mark + "\n");
    origin.write(".githooks/post-checkout", "#!/bin/sh\ntouch " + mark + "\n");
    origin.write(".lfsconfig", "[lfs]\n\turl = http://169.254.169.254/\n");
    origin.commit("evil");
    var job = job();

    clone(job, source(server.url("shop")));

    assertThat(mark).doesNotExist();
    assertThat(job.workspace().resolve(".git/hooks")).doesNotExist();
  }

  private void hostile(String file, String content, String moreEntries) throws Exception {
    hostile(file, content, moreEntries, "100644");
  }

  /** A commit whose tree nobody's git would make. */
  private void hostile(String file, String content, String moreEntries, String mode)
      throws Exception {
    var origin = Origin.in(served, "hostile");
    Files.writeString(data.resolve("content"), content);
    var blob = Origin.git(origin.work(), "hash-object", "-w", data.resolve("content").toString());
    var inner = tree(origin, "100644 blob %s\tconfig\n".formatted(blob));
    var tree =
        tree(origin, "%s blob %s\t%s\n".formatted(mode, blob, file) + moreEntries.formatted(inner));
    var commit = Origin.git(origin.work(), "commit-tree", tree, "-m", "hostile");
    Origin.git(origin.bare(), "fetch", "-q", origin.work().toString(), "HEAD");
    Origin.git(
        origin.work(),
        "push",
        "-q",
        "--force",
        origin.bare().toString(),
        commit + ":refs/heads/main");
  }

  private String tree(Origin origin, String entries) throws Exception {
    var list = Files.write(data.resolve("entries"), entries.getBytes(UTF_8));
    return Origin.git(origin.work(), "-c", "alias.mk=!git mktree --missing < '" + list + "'", "mk");
  }
}
