package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.console.CannotContinue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The fetched program in its folder, one per version. It gets its name only when it is whole and
 * checked; its size is noted beside it, so that a copy cut short later is noticed.
 */
record KeptClaude(Path folder, NativePackage wanted) {

  private Path home() {
    return folder.resolve(wanted.version()).resolve(wanted.platform());
  }

  private Path binary() {
    return home().resolve("claude");
  }

  private Path noted() {
    return home().resolve("claude.size");
  }

  Optional<ClaudeBinary> find() {
    try {
      if (!Files.isExecutable(binary()) || !Files.exists(noted())) {
        return Optional.empty();
      }
      var whole = Files.readString(noted()).strip().equals(Long.toString(Files.size(binary())));
      return whole
          ? Optional.of(new ClaudeBinary(binary(), wanted.version(), ClaudeBinary.Origin.KEPT))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** One at a time: the folder may be shared by several installations. */
  ClaudeBinary fetch(Sources sources, Download download) {
    try {
      Files.createDirectories(home());
      var lockFile = home().resolve("lock");
      try (var channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        var meanwhile = find();
        if (meanwhile.isPresent()) {
          return meanwhile.get();
        }
        sweep();
        var fresh = home().resolve("claude.partial");
        try {
          sources.fetch(download, fresh);
          install(fresh);
        } finally {
          sweep();
        }
        return new ClaudeBinary(binary(), wanted.version(), ClaudeBinary.Origin.FETCHED);
      }
    } catch (IOException e) {
      throw new CannotContinue(
          "Claude Code could not be kept in %s (%s). Free space there or make it writable, or set CCR_CLAUDE_CACHE to another folder."
              .formatted(home(), e),
          e);
    }
  }

  private void install(Path fresh) throws IOException {
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(noted(), Files.size(fresh) + "\n");
    Files.move(
        fresh, binary(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a fetch that was cut off left. */
  private void sweep() throws IOException {
    try (DirectoryStream<Path> partials = Files.newDirectoryStream(home(), "*.partial")) {
      for (var partial : partials) {
        Files.delete(partial);
      }
    }
  }
}
