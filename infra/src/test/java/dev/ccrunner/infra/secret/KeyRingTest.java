package dev.ccrunner.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  @TempDir Path folder;

  @Test
  void sealsWithTheHighestVersionUnlessItIsToldOtherwise() {
    String keys = "1:%s, 12:%s 3:%s".formatted(key(), key(), key());

    assertThat(new KeyRing(settings(null, keys, null)).sealing().map(Kek::version)).contains(12);
    assertThat(new KeyRing(settings(null, keys, 3)).sealing().map(Kek::version)).contains(3);
    assertThatThrownBy(() -> new KeyRing(settings(null, keys, 4)))
        .hasMessageContaining("seal-with")
        .hasMessageContaining("found 4");
  }

  @Test
  void startsWithoutAnyKey() {
    assertThat(new KeyRing(settings(null, "", null)).canSeal()).isFalse();
  }

  @Test
  void refusesKeysThatAreNoneWithoutRepeatingThem() {
    String half = key().substring(0, 20);

    for (String keys : new String[] {half, "x:" + key(), "1:" + half, "0:" + key(), "1:%%%%%%"}) {
      assertThatThrownBy(() -> new KeyRing(settings(null, keys, null)))
          .as(keys)
          .isInstanceOf(KeysInvalid.class)
          .hasMessageNotContaining(keys)
          .hasMessageNotContaining(half);
    }
    assertThatThrownBy(() -> new KeyRing(settings(null, "1:" + key() + ",1:" + key(), null)))
        .hasMessageContaining("found 1 twice");
  }

  @Test
  void refusesAFileThatOthersCanRead() throws Exception {
    Path file = folder.resolve("keys");
    KeyFile.createIfMissing(file, RANDOM);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(new KeyRing(settings(file, "", null)).canSeal()).isTrue();

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> new KeyRing(settings(file, "", null)))
        .hasMessageContaining("0600")
        .hasMessageContaining("rw-r-----");
    assertThatThrownBy(() -> new KeyRing(settings(folder.resolve("none"), "", null)))
        .hasMessageContaining("key-file")
        .hasMessageContaining("none");
  }

  @Test
  void seesAKeyThatIsAddedToTheFileAndKeepsItsKeysWhenTheFileBreaks() throws Exception {
    Path file = folder.resolve("keys");
    KeyFile.createIfMissing(file, RANDOM);
    var ring = new KeyRing(settings(file, "", null));

    assertThat(KeyFile.addKey(file, RANDOM)).isEqualTo(2);
    assertThat(ring.sealing().map(Kek::version)).contains(2);
    assertThat(KeyFile.versions(file)).containsExactly(1, 2);

    Files.writeString(file, "nonsense");
    assertThat(ring.versions()).containsExactlyInAnyOrder(1, 2);
    Files.delete(file);
    assertThat(ring.sealing().map(Kek::version)).contains(2);
  }

  @Test
  void keepsTheKeyFileThatIsThere() throws Exception {
    Path file = folder.resolve("keys");
    KeyFile.createIfMissing(file, RANDOM);
    String first = Files.readString(file);

    KeyFile.createIfMissing(file, RANDOM);

    assertThat(Files.readString(file)).isEqualTo(first);
  }

  @Test
  void tellsNoKey() {
    String key = key();
    var settings = settings(null, "1:" + key, null);

    assertThat(settings.toString()).doesNotContain(key);
    assertThat(Kek.parse(1, key).toString()).isEqualTo("Kek[version=1]");
    assertThatThrownBy(() -> settings(folder.resolve("keys"), "1:" + key, null))
        .hasMessageContaining("found both");
  }

  static SecretSettings settings(@Nullable Path file, String keys, @Nullable Integer sealWith) {
    return new SecretSettings(file, keys, sealWith, 8, 50, 24);
  }

  static String key() {
    return Kek.generate(RANDOM);
  }
}
