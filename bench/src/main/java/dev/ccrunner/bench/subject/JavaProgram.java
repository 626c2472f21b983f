package dev.ccrunner.bench.subject;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A main class of this class path as a process of its own, in an environment built from nothing.
 *
 * @param folder its working directory, with its console in it
 * @param flags what its JVM is started with
 * @param environment on top of PATH, HOME and the time zone
 */
public record JavaProgram(
    String mainClass, Path folder, List<String> flags, Map<String, String> environment) {

  private static final String CONSOLE = "console.log";

  /** With standard input and output for whoever starts it; standard error goes to its console. */
  public Process startConversing(List<String> arguments) throws IOException {
    return prepared(arguments).redirectError(folder.resolve(CONSOLE).toFile()).start();
  }

  /** On its own; all it prints goes to its console. */
  public Process start() throws IOException {
    return prepared(List.of())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(CONSOLE).toFile())
        .start();
  }

  private ProcessBuilder prepared(List<String> arguments) throws IOException {
    Files.createDirectories(folder);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(), mainClass));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(basicEnvironment());
    builder.environment().putAll(environment);
    return builder;
  }

  private Map<String, String> basicEnvironment() {
    return new HashMap<>(
        Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin",
            "HOME", folder.toString(),
            "LANG", "C.UTF-8",
            "TZ", "UTC"));
  }

  /** Absolute, because the child runs in a folder of its own. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }
}
