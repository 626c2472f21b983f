package dev.ccrunner.local.settings;

import dev.ccrunner.local.console.CannotContinue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folder of one installation, and what is where in it. Only its owner may look into it. */
public record DataPlace(Path root) {

  public DataPlace {
    root = root.toAbsolutePath().normalize();
  }

  /** The named folder; else {@code CCR_DATA}; else the place this system has for such data. */
  public static DataPlace choose(
      @Nullable Path named, Settings settings, Map<String, String> environment) {
    if (named != null) {
      return new DataPlace(named);
    }
    return new DataPlace(settings.path("CCR_DATA").orElseGet(() -> usual(environment)));
  }

  private static Path usual(Map<String, String> environment) {
    var shared = environment.getOrDefault("XDG_DATA_HOME", "");
    var home = environment.getOrDefault("HOME", "");
    var base =
        !shared.isBlank()
            ? Path.of(shared)
            : Path.of(home.isBlank() ? System.getProperty("user.home") : home, ".local", "share");
    return base.resolve("claude-code-runner");
  }

  /** Makes the folder; one line for a person if that cannot be done. */
  public DataPlace prepare() {
    try {
      var ownerOnly = PosixFilePermissions.fromString("rwx------");
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(ownerOnly));
      } else if (Files.isWritable(root)) {
        Files.setPosixFilePermissions(root, ownerOnly);
      }
      Files.createDirectories(logs());
      // Root may write where the file system cannot be written at all: only trying tells.
      Files.deleteIfExists(Files.createTempFile(root, ".writable", null));
      return this;
    } catch (IOException e) {
      throw new CannotContinue(
          "The data folder %s cannot be written (%s). Make it writable for this user, or choose another with --data."
              .formatted(root, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    var name = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }

  public Path apiKey() {
    return root.resolve("api-key");
  }

  /** What the first owner signs in with; there unless a password was set. */
  public Path ownerPassword() {
    return root.resolve("owner-password");
  }

  /** What secrets are sealed with. */
  public Path secretsKeys() {
    return root.resolve("secrets-keys");
  }

  /** Files, and what runs leave. */
  public Path blobs() {
    return root.resolve("blobs");
  }

  public Path envFile() {
    return root.resolve(".env");
  }

  public Path services() {
    return root.resolve("services");
  }

  public Path claudeCode() {
    return root.resolve("claude-code");
  }

  public Path worker(String name) {
    return root.resolve("workers").resolve(name);
  }

  public Path logs() {
    return root.resolve("logs");
  }

  /** What {@code ccr up --detach} printed. */
  public Path console() {
    return logs().resolve("ccr.log");
  }

  public Path instance() {
    return root.resolve("instance");
  }

  public Path lock() {
    return root.resolve("instance.lock");
  }
}
