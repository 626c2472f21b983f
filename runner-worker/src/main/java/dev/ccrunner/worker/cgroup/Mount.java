package dev.ccrunner.worker.cgroup;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code /proc/self/mountinfo}.
 *
 * @param root what of the file system is mounted
 * @param point where
 */
record Mount(String root, Path point, String type, List<String> options) {

  /** Empty for a line that looks otherwise. */
  static Optional<Mount> parse(String line) {
    var halves = line.split(" - ", 2);
    var before = halves[0].split(" ");
    if (halves.length < 2 || before.length < 5) {
      return Optional.empty();
    }
    var after = halves[1].split(" ");
    var options = Arrays.asList(after[after.length - 1].split(","));
    return Optional.of(new Mount(plain(before[3]), Path.of(plain(before[4])), after[0], options));
  }

  private static String plain(String escaped) {
    return escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }

  /** Where a group of that path is found; empty when it lies above what is mounted. */
  Optional<Path> directory(@Nullable String group) {
    if (group == null || group.contains("/..")) {
      return Optional.empty();
    }
    if (root.equals("/")) {
      return Optional.of(point.resolve(group.substring(1)));
    }
    return group.equals(root) || group.startsWith(root + "/")
        ? Optional.of(point.resolve(group.substring(root.length()).replaceFirst("^/", "")))
        : Optional.empty();
  }
}
