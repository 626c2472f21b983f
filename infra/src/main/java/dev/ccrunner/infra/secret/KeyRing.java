package dev.ccrunner.infra.secret;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key-encryption keys this process has. A key file is looked at before each use, which costs
 * next to nothing beside the query that comes with it: so a new key is in use everywhere, the
 * moment it is in the file. Thread safe.
 */
public final class KeyRing {
  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  private final @Nullable Path file;
  private final @Nullable Integer sealWith;
  // Guarded by this.
  private Keks keys;
  private KeyFile.@Nullable Stamp read;
  private @Nullable String lastComplaint;

  /**
   * Reads the keys.
   *
   * @throws KeysInvalid when they cannot be used as they are given
   */
  public KeyRing(SecretSettings settings) {
    this.file = settings.keyFile();
    this.sealWith = settings.sealWith();
    this.keys =
        file == null ? Keks.of(Keks.entriesOfSetting(settings.keys()), sealWith) : load(file);
  }

  /** Whether there is a key to seal with. */
  public boolean canSeal() {
    return now().sealingKey().isPresent();
  }

  /** The versions there are. */
  Set<Integer> versions() {
    return now().byVersion().keySet();
  }

  Optional<Kek> sealing() {
    return now().sealingKey();
  }

  Optional<Kek> find(int version) {
    return now().find(version);
  }

  private synchronized Keks now() {
    if (file == null) {
      return keys;
    }
    try {
      var stamp = KeyFile.Stamp.of(file);
      if (!stamp.equals(read)) {
        read = stamp; // also of a file that is refused: said once, not at each use
        keys = Keks.of(Keks.entriesOfFile(KeyFile.read(file)), sealWith);
        log.info(
            "Read {} again: keys for secrets are the versions {}, {} seals",
            file,
            keys.byVersion().keySet(),
            keys.sealing());
      }
    } catch (IOException | KeysInvalid e) {
      if (!Objects.equals(e.toString(), lastComplaint)) {
        lastComplaint = e.toString();
        log.warn("{} cannot be read again; the keys it had stay in use: {}", file, e.toString());
      }
    }
    return keys;
  }

  private Keks load(Path from) {
    try {
      read = KeyFile.Stamp.of(from);
      return Keks.of(Keks.entriesOfFile(KeyFile.read(from)), sealWith);
    } catch (IOException e) {
      throw new KeysInvalid(
          "ccr.secrets.key-file: expected a file that can be read, found %s".formatted(e));
    }
  }
}
