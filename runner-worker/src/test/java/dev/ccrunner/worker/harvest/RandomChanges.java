package dev.ccrunner.worker.harvest;

import java.util.List;
import java.util.Random;

/** What somebody might do to a working directory, at random. */
final class RandomChanges {
  private static final List<String> PLACES =
      List.of("src", "src/deep", "docs", "new", "new/x y", "größe", "target", ".");
  private static final List<String> NAMES =
      List.of(
          "a.txt", "b.txt", "image.bin", "it is", "ü", "q\"q", "run", "link", "moved.txt", "-d");

  private RandomChanges() {}

  static String script(Random random, int count) {
    var script = new StringBuilder("set +e\n");
    for (int i = 0; i < count; i++) {
      var path = path(random);
      var other = path(random);
      script
          .append(
              switch (random.nextInt(11)) {
                case 0, 1 ->
                    "seq %d %d > %s".formatted(random.nextInt(50), random.nextInt(900), path);
                case 2 -> "echo %d >> %s".formatted(random.nextInt(), path);
                case 3 -> "rm -rf " + path;
                case 4 -> "mv -T %s %s".formatted(path, other);
                case 5 -> "printf '\\\\%03o\\\\000%d' > %s".formatted(random.nextInt(128), i, path);
                case 6 -> "chmod %s %s".formatted(random.nextBoolean() ? "+x" : "-x", path);
                case 7 -> "ln -sfn %s %s".formatted(other, path);
                case 8 -> "rm -rf %s; mkdir -p %s; echo %d > %s/f".formatted(path, path, i, path);
                case 9 -> "true > " + path;
                default -> "cp -a %s %s".formatted(path, other);
              })
          .append(" 2>/dev/null\n");
    }
    return script.append("true\n").toString();
  }

  private static String path(Random random) {
    var place = PLACES.get(random.nextInt(PLACES.size()));
    return "\"./%s/\"'%s'"
        .formatted(place, NAMES.get(random.nextInt(NAMES.size())))
        .replace("\"./", "$(mkdir -p './%s' 2>/dev/null)\"./".formatted(place));
  }
}
