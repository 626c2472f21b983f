package dev.ccrunner.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of this repository, as git would commit them now. */
final class Repository {
  static final Path ROOT = root();

  private Repository() {}

  /** Texts by path; what is not UTF-8 is not a text. */
  static Map<String, String> texts() {
    var texts = new TreeMap<String, String>();
    for (var path : files()) {
      try {
        texts.put(path, Files.readString(ROOT.resolve(path)));
      } catch (CharacterCodingException _) {
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return texts;
  }

  private static List<String> files() {
    try {
      var git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(ROOT.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (git.waitFor() != 0) {
        throw new IllegalStateException("Expected git to list the files of " + ROOT);
      }
      return listed
          .lines()
          .flatMap(line -> java.util.Arrays.stream(line.split("\0")))
          .filter(path -> Files.isRegularFile(ROOT.resolve(path)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path root() {
    var path = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(path.resolve("mvnw"))) {
      path = path.getParent();
      if (path == null) {
        throw new IllegalStateException("Expected mvnw in a folder above the working directory");
      }
    }
    return path;
  }
}
