package dev.ccrunner.worker.limits;

import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.LineSink;
import dev.ccrunner.worker.process.ProcessScope;
import dev.ccrunner.worker.process.Program;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets every process of a run be born inside its bounds: a shell enters the run's control groups,
 * becomes the program that sets its rlimits, and that becomes what was to be started. There is one
 * process all the time, and nothing of the run has run before it is inside.
 */
final class Entrance implements ChildProcesses {
  /** Builtins only, so that it hears no PATH. */
  private static final String ENTER =
      """
      n=$1; shift
      while [ "$n" -gt 0 ]; do echo 0 >"$1" || exit 126; shift; n=$((n-1)); done
      exec "$@"
      """;

  private final ChildProcesses others;
  private final List<String> agentPrefix;
  private final List<String> prefix;

  /**
   * @param agentGroups the files to write to for children: Claude Code
   * @param groups the same for programs
   * @param rlimits a program that sets them and becomes what follows; empty: none
   */
  Entrance(ChildProcesses others, List<Path> agentGroups, List<Path> groups, List<String> rlimits) {
    this.others = others;
    this.agentPrefix = prefix(agentGroups, rlimits);
    this.prefix = prefix(groups, rlimits);
  }

  private static List<String> prefix(List<Path> groups, List<String> rlimits) {
    var prefix = new ArrayList<String>();
    if (!groups.isEmpty()) {
      prefix.addAll(List.of("/bin/sh", "-c", ENTER, "enter", Integer.toString(groups.size())));
      groups.forEach(group -> prefix.add(group.toString()));
    }
    prefix.addAll(rlimits);
    return prefix;
  }

  @Override
  public Child launch(ChildCommand command, LineSink stdout) throws LaunchFailed {
    return others.launch(inside(agentPrefix, command), stdout);
  }

  @Override
  public Program start(ChildCommand command, InputStream stdin, OutputStream stdout)
      throws LaunchFailed {
    return others.start(inside(prefix, command), stdin, stdout);
  }

  @Override
  public boolean endLeftovers(ProcessScope scope) {
    return others.endLeftovers(scope);
  }

  private static ChildCommand inside(List<String> prefix, ChildCommand command) {
    var argv = new ArrayList<>(prefix);
    argv.addAll(command.argv());
    return new ChildCommand(
        command.name(), argv, command.environment(), command.directory(), command.scope());
  }
}
