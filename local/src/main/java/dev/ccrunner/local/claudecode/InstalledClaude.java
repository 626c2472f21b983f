package dev.ccrunner.local.claudecode;

import dev.ccrunner.local.outside.Program;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks at a Claude Code that is already on this machine. */
final class InstalledClaude {

  /** Older ones lack what the worker relies on. */
  static final String OLDEST_VERSION = "2.1.198";

  private static final Pattern VERSION =
      Pattern.compile("^(\\d+)\\.(\\d+)\\.(\\d+)\\b.*", Pattern.DOTALL);
  private static final int ANSWERS_WITHIN_SECONDS = 20;
  private static final int ELF = 0x7f454c46;
  private static final int MACH_O = 0xcffaedfe;
  private static final int MACH_O_UNIVERSAL = 0xcafebabe;

  private final Map<String, String> environment;

  InstalledClaude(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * A program of the machine, not a script: the sandbox has no Node to run one.
   *
   * @return what is wrong with it; empty if nothing is
   */
  static Optional<String> objection(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.of("there is no such file");
    }
    if (!Files.isExecutable(file)) {
      return Optional.of("it is not executable");
    }
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      var magic = in.readInt();
      var isNative = magic == ELF || magic == MACH_O || magic == MACH_O_UNIVERSAL;
      return isNative
          ? Optional.empty()
          : Optional.of("it is a script, and the sandbox runs native programs only");
    } catch (IOException e) {
      return Optional.of("it cannot be read (" + e + ")");
    }
  }

  /** The version it says it has. */
  String version(Path binary) throws IOException {
    var said =
        new Program(environment)
            .run(List.of(binary.toString(), "--version"), ANSWERS_WITHIN_SECONDS);
    var version = VERSION.matcher(said.output().strip());
    if (said.exitCode() != 0 || !version.matches()) {
      throw new IOException(
          "expected a version from --version, found exit code %d and “%s”"
              .formatted(said.exitCode(), firstLine(said.output() + said.complaint())));
    }
    return "%s.%s.%s".formatted(version.group(1), version.group(2), version.group(3));
  }

  private static String firstLine(String text) {
    return text.lines()
        .findFirst()
        .map(line -> line.substring(0, Math.min(80, line.length())))
        .orElse("");
  }

  static boolean isNewEnough(String version) {
    return compare(version, OLDEST_VERSION) >= 0;
  }

  private static int compare(String one, String other) {
    return java.util.Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String version) {
    return java.util.Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  /** The first {@code claude} on the PATH that could be used. */
  Optional<ClaudeBinary> onPath() {
    for (var folder : environment.getOrDefault("PATH", "").split(":")) {
      if (folder.isBlank()) {
        continue;
      }
      try {
        var file = Path.of(folder, "claude");
        if (!Files.isExecutable(file)) {
          continue;
        }
        var binary = file.toRealPath();
        if (objection(binary).isPresent()) {
          continue;
        }
        var version = version(binary);
        if (isNewEnough(version)) {
          return Optional.of(new ClaudeBinary(binary, version, ClaudeBinary.Origin.ON_PATH));
        }
      } catch (IOException | java.nio.file.InvalidPathException _) {
        // Then it is of no use here; the next may be.
      }
    }
    return Optional.empty();
  }
}
