package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of contents does. */
abstract class BlobStoreContract {
  /** More than a part, and not a multiple of it. */
  static final int LARGE = 12_345_678;

  @TempDir Path folder;

  /** The store of this test, in which nothing is yet. */
  abstract BlobStore store();

  @Test
  void givesBackWhatItKeeps() throws IOException {
    String key = put("team_a/files/", "hello");

    assertThat(read(key, 0, 5)).isEqualTo("hello");
  }

  @Test
  void keepsNothingAtAllAsWell() throws IOException {
    String key = put("team_a/files/", "");

    assertThat(read(key, 0, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,1,0", "3,4,3456", "9,1,9", "9,100,9", "0,100,0123456789", "5,0,''"})
  void opensPartsOfIt(long from, long length, String expected) throws IOException {
    String key = put("team_a/files/", "0123456789");

    assertThat(read(key, from, length)).isEqualTo(expected);
  }

  @Test
  void keepsWhatIsLarge() throws IOException {
    var bytes = new byte[LARGE];
    new Random(7).nextBytes(bytes);
    String key = put("team_a/runs/run_b/3/", bytes);

    try (var all = store().open(key, 0, LARGE);
        var end = store().open(key, LARGE - 10, 10)) {
      assertThat(all.readAllBytes()).isEqualTo(bytes);
      assertThat(end.readAllBytes())
          .isEqualTo(java.util.Arrays.copyOfRange(bytes, LARGE - 10, LARGE));
    }
  }

  /** As a client that goes away does it. */
  @Test
  void maySeeItsReadersGoBeforeTheEnd() throws IOException {
    String key = put("team_a/files/", new byte[LARGE]);

    try (var some = store().open(key, 0, LARGE)) {
      assertThat(some.readNBytes(1000)).hasSize(1000);
    }

    try (var again = store().open(key, 0, LARGE)) {
      assertThat(again.readAllBytes()).hasSize(LARGE);
    }
  }

  @Test
  void mayBeGivenTheSameTwice() throws IOException {
    String first = put("team_a/files/", "same");
    String second = put("team_a/files/", "same");

    assertThat(second).isEqualTo(first);
    assertThat(read(first, 0, 4)).isEqualTo("same");
  }

  @Test
  void saysThatNothingIsThere() throws IOException {
    String key = put("team_a/files/", "gone soon");
    store().delete(key);

    assertThatThrownBy(() -> store().open(key, 0, 9).close()).isInstanceOf(BlobMissing.class);
    assertThatThrownBy(() -> store().open(key, 3, 2).close()).isInstanceOf(BlobMissing.class);
    assertThatThrownBy(() -> store().open(key, 0, 0).close()).isInstanceOf(BlobMissing.class);
    assertThatCode(() -> store().delete(key)).doesNotThrowAnyException();
  }

  @Test
  void listsAllThatIsThereAndSinceWhen() throws IOException {
    Instant before = Instant.now().minus(Duration.ofMinutes(1));
    var keys = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      keys.add(put(i % 2 == 0 ? "team_a/files/" : "team_b/runs/run_c/1/", "content " + i));
    }
    store().delete(keys.removeLast());

    var listed = all();

    assertThat(listed).extracting(BlobStore.Listed::key).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(listed)
        .allSatisfy(one -> {
          assertThat(one.bytes()).isBetween(9L, 10L);
          assertThat(one.since()).isAfter(before);
        });
  }

  @Test
  void hasNothingAtFirst() throws IOException {
    assertThat(all()).isEmpty();
    assertThatCode(() -> store().removeLeftovers(Instant.now())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "/etc/passwd",
        "team_a/../../outside",
        "team_a//files",
        "team_a/./files",
        "team_a/files",
        "team_a/fi\0les",
        "team_a/files\\..",
        "",
        "team_a/%2e%2e"
      })
  void refusesKeysThatAreNone(String prefix) throws IOException {
    Path content = Files.writeString(folder.resolve("c"), "c");
    String key =
        prefix.isEmpty() ? prefix : prefix + (prefix.endsWith("files") ? "" : "/" + hash("c"));

    assertThatThrownBy(() -> store().put(key, content))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().open(key, 0, 1).close())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Some write, some read, some delete the same: whoever sees it sees all of it. */
  @Test
  void neverShowsAPartOfAContent() throws Exception {
    var bytes = new byte[200_000];
    new Random(3).nextBytes(bytes);
    Path content = Files.write(folder.resolve("shared"), bytes);
    String key = "team_a/files/" + hash(bytes);
    var tasks = new ArrayList<Future<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        int who = i;
        tasks.add(
            threads.submit(() -> {
              for (int round = 0; round < 20; round++) {
                switch (who % 4) {
                  case 0, 1 -> store().put(key, content);
                  case 2 -> store().delete(key);
                  default -> {
                    try (var in = store().open(key, 0, bytes.length)) {
                      assertThat(in.readAllBytes()).isEqualTo(bytes);
                    } catch (BlobMissing e) {
                      // Also true.
                    }
                  }
                }
              }
              return null;
            }));
      }
      for (var task : tasks) {
        task.get();
      }
    }
    store().put(key, content);

    assertThat(all()).extracting(BlobStore.Listed::key).containsExactly(key);
  }

  final String put(String prefix, String content) throws IOException {
    return put(prefix, content.getBytes(StandardCharsets.UTF_8));
  }

  final String put(String prefix, byte[] content) throws IOException {
    String key = prefix + hash(content);
    store().put(key, Files.write(folder.resolve("content"), content));
    return key;
  }

  final String read(String key, long from, long length) throws IOException {
    try (var in = store().open(key, from, length)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  final List<BlobStore.Listed> all() throws IOException {
    var listed = store().list();
    return StreamSupport.stream(((Iterable<BlobStore.Listed>) () -> listed).spliterator(), false)
        .toList();
  }

  static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hash(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }
}
