package dev.ccrunner.local.cluster;

import dev.ccrunner.local.start.Application;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;

/**
 * How a gateway or worker is started as a process. Its settings are in its environment, because
 * anybody may read a command line.
 *
 * @param environment by the names of the environment; the settings go into one more variable
 */
record NodeCommand(
    Application application, Path folder, Path log, Map<String, String> environment) {

  private static final ObjectMapper JSON = new ObjectMapper();

  List<String> line() throws IOException {
    Files.createDirectories(folder);
    // A file, because class paths can be longer than command lines may be.
    var arguments = folder.resolve("java.args");
    Files.writeString(arguments, "-cp\n\"" + classPath().replace("\\", "\\\\") + "\"\n");
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(application.jvmFlags());
    line.add("@" + arguments);
    line.add(application.mainClass());
    return List.copyOf(line);
  }

  /** Absolute, because the child runs in a folder of its own. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  Map<String, String> environment(Map<String, String> settings) {
    var all = new HashMap<>(environment);
    all.put("SPRING_APPLICATION_JSON", JSON.writeValueAsString(settings));
    all.put("LOGGING_FILE_NAME", log.toString());
    all.put("LOGGING_THRESHOLD_CONSOLE", "OFF");
    all.put("LOGGING_LOGBACK_ROLLINGPOLICY_MAX_FILE_SIZE", "10MB");
    all.put("LOGGING_LOGBACK_ROLLINGPOLICY_MAX_HISTORY", "2");
    return all;
  }
}
