package dev.ccrunner.infra.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The file that holds the key-encryption keys: a line {@code version:key} for each. */
public final class KeyFile {
  private static final String HEAD =
      """
      # Keys that secrets are sealed with: version:base64. Whoever has this file and the database has all secrets;
      # whoever loses it has lost them. docs/secrets.md says how to add one and when an old one may go.
      """;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private KeyFile() {}

  /** What tells whether a file is still the one that was read. */
  record Stamp(FileTime modified, long size) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
    }
  }

  /** Makes the file with one key, unless it is there. */
  public static void createIfMissing(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      write(file, HEAD + "1:" + Kek.generate(random) + "\n");
    }
  }

  /**
   * Adds a key whose version is one above the highest, and answers that version. Readers see the
   * file as it was or as it is then.
   */
  public static int addKey(Path file, SecureRandom random) throws IOException {
    String text = read(file);
    int next =
        1
            + Keks.of(Keks.entriesOfFile(text), null).byVersion().keySet().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    String end = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
    write(file, text + end + next + ":" + Kek.generate(random) + "\n");
    return next;
  }

  /** The versions in the file. */
  public static List<Integer> versions(Path file) throws IOException {
    return Keks.of(Keks.entriesOfFile(read(file)), null).byVersion().keySet().stream()
        .sorted()
        .toList();
  }

  /** Its text, if nobody but its owner can read it. */
  static String read(Path file) throws IOException {
    var permissions = Files.getPosixFilePermissions(file);
    if (permissions.stream().anyMatch(OTHERS::contains)) {
      throw new KeysInvalid(
          "%s: expected a file that only its owner can read (mode 0600), found %s"
              .formatted(file, PosixFilePermissions.toString(permissions)));
    }
    return Files.readString(file);
  }

  private static void write(Path file, String text) throws IOException {
    Path target = file.toAbsolutePath();
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path draft = Files.createTempFile(target.getParent(), ".secrets-keys", ".tmp", ownerOnly);
    try {
      Files.writeString(draft, text);
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
