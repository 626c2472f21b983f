package dev.ccrunner.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher in a process of its own, as {@code ./ccr} starts it. */
public record Launched(int exitCode, String output) {

  private static final int MINUTES = 8;

  /** Its environment is this and nothing else but PATH. */
  public static Launched run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var output = Files.createTempFile(folder, "launched", ".out");
    var process = start(folder, environment, output, arguments);
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          "No end of: " + List.of(arguments) + "\n" + Files.readString(output));
    }
    return new Launched(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  /** Likewise, without waiting for its end. */
  public static Process start(
      Path folder, Map<String, String> environment, Path output, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dstdout.encoding=UTF-8"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ccr.class.getName()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    var all =
        new HashMap<>(
            Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString(), "LC_ALL", "C.UTF-8"));
    all.putAll(environment);
    builder.environment().putAll(all);
    return builder.start();
  }
}
