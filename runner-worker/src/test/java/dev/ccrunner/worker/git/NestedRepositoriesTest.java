package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.testkit.git.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Repositories within repositories. */
class NestedRepositoriesTest extends CloneContract {
  @Test
  void areClonedOnWish() throws Exception {
    var lib = Origin.in(served, "lib");
    var inner = Origin.in(served, "inner");
    submodule(lib, "deep/inner", "../inner.git", inner.head());
    var shop = Origin.in(served, "shop");
    submodule(shop, "vendor/lib", server.url("lib"), lib.head());
    var job = job();

    var cloned = clone(job, withSubmodules(server.url("shop")));

    assertThat(cloned.submodules()).isEqualTo(2);
    assertThat(job.workspace().resolve("vendor/lib/deep/inner/README")).hasContent("hello\n");
    assertThat(git(job, "status", "--porcelain")).isEmpty();
    assertThat(git(job, "-C", "vendor/lib", "rev-parse", "HEAD")).isEqualTo(lib.head());
    assertThat(git(job, "-C", "vendor/lib", "status", "--porcelain")).isEmpty();

    var without = job();
    assertThat(clone(without, source(server.url("shop"))).submodules()).isZero();
    assertThat(without.workspace().resolve("vendor/lib")).isEmptyDirectory();
  }

  @Test
  void thatHaveEachOtherEnd() throws Exception {
    var loop = Origin.in(served, "loop");
    submodule(loop, "again", "../loop.git", loop.head());
    submodule(loop, "again", "../loop.git", loop.head());
    for (int i = 0; i < 6; i++) {
      submodule(loop, "again", "../loop.git", loop.head());
    }

    assertThat(codeOf(withSubmodules(server.url("loop")))).isEqualTo(FailureCode.REPO_TOO_LARGE);
  }

  /** What lists the files of a copy may be whole where a file is not: nothing counts twice. */
  @Test
  void areClonedOnceWhenFilesOfTheCopyAreBroken() throws Exception {
    var lib = Origin.in(served, "lib");
    var shop = Origin.in(served, "shop").write("noise", noise());
    shop.commit("With noise");
    submodule(shop, "vendor/lib", server.url("lib"), lib.head());
    clone(job(), withSubmodules(server.url("shop")));
    breakNoise();
    var job = job();

    var cloned = clone(job, withSubmodules(server.url("shop")));

    assertThat(job.workspace().resolve("noise")).hasContent(noise());
    assertThat(job.workspace().resolve("vendor/lib/README")).hasContent("hello\n");
    assertThat(cloned.files()).isEqualTo(4);
    assertThat(cloned.submodules()).isEqualTo(1);
    assertThat(git(job, "status", "--porcelain")).isEmpty();
  }

  /** Of which a pack becomes no smaller than half. */
  private static String noise() {
    return new Random(1)
        .ints(100_000, '!', '~')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private void breakNoise() throws IOException {
    try (var files = Files.walk(data.resolve("git"))) {
      for (var pack : files.filter(file -> file.toString().endsWith(".pack")).toList()) {
        if (Files.size(pack) > 50_000) {
          breakMiddle(pack);
        }
      }
    }
  }

  private static void breakMiddle(Path pack) throws IOException {
    Files.setPosixFilePermissions(pack, PosixFilePermissions.fromString("rw-------"));
    try (var channel = FileChannel.open(pack, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1_000]), channel.size() / 2);
    }
  }

  private static void submodule(Origin origin, String path, String url, String commit)
      throws Exception {
    origin.write(
        ".gitmodules", "[submodule \"%s\"]\n\tpath = %s\n\turl = %s\n".formatted(path, path, url));
    origin.git("update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
    origin.git("add", ".gitmodules").git("commit", "-qm", "submodule").publish();
  }
}
