package dev.ccrunner.worker.continuity;

import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.claudecode.EventLimits;
import dev.ccrunner.worker.claudecode.OutputMapper;
import dev.ccrunner.worker.masking.SecretMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Claude Code 2.1.330 really printed with {@code --session-mirror}; some entries are left out.
 */
final class Mirror {
  private Mirror() {}

  static List<CliMessage.Mirrored> lines(String name) throws IOException {
    return lines(name, SecretMask.NONE);
  }

  static List<CliMessage.Mirrored> lines(String name, SecretMask mask) throws IOException {
    var mapper = new OutputMapper(EventLimits.DEFAULTS, mask);
    return Files.readAllLines(Path.of("src/test/resources/mirror", name + ".jsonl")).stream()
        .flatMap(line -> mapper.map(line).stream())
        .map(CliMessage.Mirrored.class::cast)
        .toList();
  }
}
