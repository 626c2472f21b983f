package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeSizeTest {
  private static final long MUCH = Long.MAX_VALUE;

  @TempDir Path folder;

  private TreeSize.Found found() {
    return TreeSize.of(List.of(folder), MUCH, MUCH);
  }

  private Path write(String name, int bytes) throws IOException {
    return Files.write(folder.resolve(name), new byte[bytes]);
  }

  @Test
  void countsFilesInWholeBlocksAndDirectories() throws Exception {
    Files.createDirectory(folder.resolve("sub"));
    write("one", 1);
    write("sub/two", 5000);
    write("empty", 0);

    assertThat(found().files()).isEqualTo(4);
    // One block, two blocks, and what the file system takes for a directory.
    assertThat(found().bytes())
        .isEqualTo(3 * 4096 + Files.size(folder.resolve("sub")) / 4096 * 4096);
  }

  @Test
  void addsDirectoriesUp() throws Exception {
    var one = Files.createDirectory(folder.resolve("one"));
    var two = Files.createDirectory(folder.resolve("two"));
    write("one/a", 1);
    write("two/b", 1);

    assertThat(TreeSize.of(List.of(one, two, folder.resolve("missing")), MUCH, MUCH).files())
        .isEqualTo(2);
  }

  @Test
  void countsALargeFileOnceWhateverItsNames() throws Exception {
    var file = write("file", 1_000_000);
    for (int i = 0; i < 50; i++) {
      Files.createLink(folder.resolve("name" + i), file);
    }

    assertThat(found().files()).isEqualTo(51);
    assertThat(found().bytes()).isLessThan(1_100_000);
  }

  @Test
  void countsAFileWithHolesByItsLength() throws Exception {
    try (var file = new RandomAccessFile(folder.resolve("holes").toFile(), "rw")) {
      file.setLength(1L << 40);
    }

    assertThat(found().bytes()).isEqualTo(1L << 40);
  }

  @Test
  void followsNoLink() throws Exception {
    Files.createSymbolicLink(folder.resolve("all"), Path.of("/"));
    Files.createSymbolicLink(folder.resolve("round"), folder);

    assertThat(found().files()).isEqualTo(2);
  }

  @Test
  void endsAsSoonAsItHasSeenTooMuch() throws Exception {
    for (int i = 0; i < 100; i++) {
      write("f" + i, 1);
    }

    assertThat(TreeSize.of(List.of(folder), MUCH, 10).files()).isEqualTo(11);
    assertThat(TreeSize.of(List.of(folder), 10 * 4096, MUCH).files()).isEqualTo(11);
  }

  @Test
  void saysWhereItCannotLookAnyDeeper() throws Exception {
    var deep = folder;
    for (int i = 0; i < TreeSize.DEEPEST + 1; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }

    assertThat(found().tooDeep()).isTrue();
    Files.delete(deep);
    Files.delete(deep.getParent());
    assertThat(found().tooDeep()).isFalse();
  }

  @Test
  void goesOnAfterADirectoryThatNobodyMayEnter() throws Exception {
    var shut = Files.createDirectory(folder.resolve("shut"));
    write("open", 1);
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("---------"));

    assertThat(found().files()).isEqualTo(2);
  }
}
