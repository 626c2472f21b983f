package dev.ccrunner.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.MutableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldSpoolsTest {
  @TempDir Path folder;

  private final MutableClock clock = MutableClock.at("2026-11-22T12:00:00Z");

  @Test
  void removesWhatLostAttemptsLeftLongAgoAndNothingElse() throws Exception {
    written("old.jsonl", Duration.ofDays(8));
    written("new.jsonl", Duration.ofDays(6));
    written("other.txt", Duration.ofDays(80));

    new OldSpools(folder, Duration.ofDays(7), clock).remove();

    assertThat(folder).isDirectoryNotContaining("glob:**old.jsonl");
    assertThat(folder.resolve("new.jsonl")).exists();
    assertThat(folder.resolve("other.txt")).exists();
  }

  @Test
  void isContentWithoutAnySpools() {
    new OldSpools(folder.resolve("none"), Duration.ZERO, clock).remove();

    assertThat(folder).isEmptyDirectory();
  }

  private void written(String name, Duration ago) throws Exception {
    Files.setLastModifiedTime(
        Files.createFile(folder.resolve(name)), FileTime.from(clock.instant().minus(ago)));
  }
}
