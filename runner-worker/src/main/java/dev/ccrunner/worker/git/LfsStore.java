package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** Contents of Git LFS in a directory of our own, laid out as Git LFS itself does. */
final class LfsStore {
  private final Path folder;

  LfsStore(Path folder) {
    this.folder = folder;
  }

  /** Where it is, or is to be. */
  Path at(LfsPointer pointer) {
    var oid = pointer.oid();
    return folder.resolve(oid.substring(0, 2)).resolve(oid.substring(2, 4)).resolve(oid);
  }

  boolean has(LfsPointer pointer) throws IOException {
    var file = at(pointer);
    return Files.isRegularFile(file) && Files.size(file) == pointer.size();
  }

  /**
   * Takes a content, if it is the one that the pointer means; no more of it is read than that has.
   *
   * @param what it is called in a failure
   */
  Path put(LfsPointer pointer, InputStream content, String what) throws IOException, GitFailed {
    var file = at(pointer);
    Files.createDirectories(file.getParent());
    var part = file.resolveSibling(pointer.oid() + ".part");
    try {
      var hash = sha256();
      long bytes = 0;
      try (var out = Files.newOutputStream(part);
          var in = new DigestInputStream(content, hash)) {
        var buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n >= 0 && bytes <= pointer.size(); n = in.read(buffer)) {
          bytes += n;
          if (bytes <= pointer.size()) {
            out.write(buffer, 0, n);
          }
        }
      }
      if (bytes != pointer.size()) {
        throw other(
            what, pointer.size() + " bytes", bytes > pointer.size() ? "more" : bytes + " bytes");
      }
      var found = HexFormat.of().formatHex(hash.digest());
      if (!found.equals(pointer.oid())) {
        throw other(what, "the SHA-256 " + pointer.oid(), found);
      }
      return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static GitFailed other(String what, String expected, String found) {
    return new GitFailed(
        FailureCode.REPO_UNAVAILABLE,
        "The content of %s is another one: expected %s, found %s."
            .formatted(what, expected, found));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Removes all others when there is more than that: nobody may ever want them again. */
  void bound(long most, Collection<LfsPointer> wanted) throws IOException {
    if (SizeWatch.sizeOf(folder) <= most) {
      return;
    }
    Set<Path> kept = new HashSet<>();
    wanted.forEach(pointer -> kept.add(at(pointer)));
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!kept.contains(file)) {
          Files.delete(file);
        }
      }
    }
  }
}
