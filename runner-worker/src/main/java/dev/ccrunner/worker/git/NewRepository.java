package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes the files of an empty repository. Git's own {@code init} would take templates along. */
final class NewRepository {
  private static final int LONG_SHA = 64;

  private NewRepository() {}

  /**
   * An empty one.
   *
   * @param sha any of its commits: there are two formats, by their length
   * @param config what is to stand in its configuration, beside the format
   */
  static void make(Path folder, String sha, String config) throws IOException {
    for (var name : List.of("objects/info", "objects/pack", "refs/heads", "refs/tags", "info")) {
      Files.createDirectories(folder.resolve(name));
    }
    var format =
        sha.length() == LONG_SHA
            ? "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
            : "[core]\n\trepositoryformatversion = 0\n";
    write(folder, "config", format + config);
    write(folder, "HEAD", "ref: refs/heads/none\n");
  }

  static void write(Path folder, String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content.getBytes(UTF_8));
  }
}
