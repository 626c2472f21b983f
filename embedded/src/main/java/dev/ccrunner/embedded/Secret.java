package dev.ccrunner.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** Files and folders only our own user can read, and the passwords kept in them. */
final class Secret {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private Secret() {}

  /** The password in this file; made at random the first time. */
  static String passwordIn(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    var random = new byte[24];
    new SecureRandom().nextBytes(random);
    var password = HexFormat.of().formatHex(random);
    write(file, password + "\n");
    return password;
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  static void write(Path file, String content) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNER_FILE);
    Files.writeString(fresh, content, StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static Path folder(Path folder) throws IOException {
    return Files.isDirectory(folder) ? folder : Files.createDirectories(folder, OWNER_FOLDER);
  }
}
