package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBlobStoreTest extends BlobStoreContract {
  @TempDir Path parent;

  @Override
  BlobStore store() {
    return new DirectoryBlobStore(parent.resolve("blobs"));
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    put("team_a/files/", "secret");

    try (var made = Files.walk(parent.resolve("blobs"))) {
      assertThat(made.skip(1))
          .allSatisfy(path ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void leavesNoFoldersOfRunsBehind() throws IOException {
    String one = put("team_a/runs/run_b/1/", "one");
    store().delete(one);

    try (var left = Files.list(parent.resolve("blobs/objects"))) {
      assertThat(left).isEmpty();
    }
  }

  /** Written by somebody who was killed. */
  @Test
  void removesWhatWasBrokenOff() throws IOException {
    put("team_a/files/", "done");
    Path incoming = parent.resolve("blobs/incoming");
    Path old = Files.writeString(incoming.resolve("old"), "half");
    Files.writeString(incoming.resolve("new"), "half");
    Instant now = Instant.now();
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofDays(2))));

    store().removeLeftovers(now.minus(Duration.ofDays(1)));

    try (var left = Files.list(incoming)) {
      assertThat(left).extracting(Path::getFileName).containsExactly(Path.of("new"));
    }
    assertThat(all()).hasSize(1);
  }

  @Test
  void followsNoLinkOutOfItself() throws IOException {
    String key = put("team_a/files/", "mine");
    Path object =
        parent.resolve("blobs/objects").resolve(hash("mine").substring(0, 2)).resolve(key);
    Path outside = Files.writeString(parent.resolve("outside"), "not yours");
    Files.delete(object);
    Files.createSymbolicLink(object, outside);

    assertThatThrownBy(() -> store().open(key, 0, 9).close()).isInstanceOf(IOException.class);
    assertThat(all()).isEmpty();
  }
}
