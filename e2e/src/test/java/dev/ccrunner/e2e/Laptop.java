package dev.ccrunner.e2e;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.testkit.RealClaude;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A machine of somebody who goes on with a session there: an empty HOME, the real Claude Code, and
 * the commands of docs/sessions.md as they stand there.
 */
final class Laptop implements AutoCloseable {
  private static final Pattern COMMANDS = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

  private final Path folder;
  private final DemoModel model;

  private Laptop(Path folder, DemoModel model) {
    this.folder = folder;
    this.model = model;
  }

  static Laptop start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("home"));
    return new Laptop(folder, DemoModel.start(DemoModelOptions.forTests()));
  }

  /** What Claude Code answers to {@code prompt} after all commands. */
  String carryOut(URI gateway, String key, String session, String prompt)
      throws IOException, InterruptedException {
    var commands = COMMANDS.matcher(Files.readString(Path.of("../docs/sessions.md")));
    if (!commands.find()) {
      throw new AssertionError(
          "expected the commands for a laptop in docs/sessions.md, found none");
    }
    // The only thing that is not as in the document: it asks at once, and does not wait for a
    // person.
    var claude = folder.resolve("bin/claude");
    Files.writeString(
        claude,
        "#!/bin/sh\nexec '%s' \"$@\" --model sonnet -p '%s'\n"
            .formatted(RealClaude.binary(), prompt));
    Files.setPosixFilePermissions(claude, PosixFilePermissions.fromString("rwxr-xr-x"));
    var bash =
        new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", commands.group(1))
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true);
    bash.environment().clear();
    bash.environment()
        .putAll(
            Map.of(
                "PATH",
                folder.resolve("bin") + ":/usr/local/bin:/usr/bin:/bin",
                "HOME",
                folder.resolve("home").toString(),
                "CCR_URL",
                gateway.toString(),
                "CCR_KEY",
                key,
                "SESSION",
                session,
                "ANTHROPIC_BASE_URL",
                model.baseUrl().toString(),
                "ANTHROPIC_API_KEY",
                "any",
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                "1"));
    var process = bash.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("the commands failed: " + said);
    }
    return said;
  }

  /** What was downloaded. */
  Path archive() {
    return folder.resolve("session.zip");
  }

  /** The names of the files that came with the session. */
  List<String> workspace() throws IOException {
    try (var files = Files.list(folder.resolve("session/work"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
