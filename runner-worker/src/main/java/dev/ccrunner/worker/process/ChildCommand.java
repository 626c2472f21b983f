package dev.ccrunner.worker.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start and how.
 *
 * @param name for logs and thread names, never given to the child
 * @param argv the program with an absolute path and its arguments; visible to every user of the
 *     host, so no secrets
 * @param environment the whole environment: nothing of the worker's own is passed on
 * @param directory where it starts
 * @param scope how to find everything it started
 */
public record ChildCommand(
    String name,
    List<String> argv,
    Map<String, String> environment,
    Path directory,
    ProcessScope scope) {

  public ChildCommand {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("Expected a program to start, but argv is empty");
    }
  }

  /** The environment holds tokens: it stays out of every log line. */
  @Override
  public String toString() {
    return "ChildCommand[" + name + ", " + argv + ", in " + directory + ", " + scope + "]";
  }
}
