package dev.ccrunner.local;

import dev.ccrunner.local.claudecode.ClaudeCodes;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** For scripts: where Claude Code is, after fetching it if need be. */
@Command(
    name = "claude-code",
    description = "Print the path of the Claude Code that is used; fetch it if there is none.",
    sortOptions = false)
final class ClaudeCodeCommand implements Callable<Integer> {

  @Option(names = "--data", paramLabel = "DIR", description = "As for `ccr up`.")
  private @Nullable Path data;

  @Override
  public Integer call() {
    var progress = new Console(System.err, false);
    System.out.println(new ClaudeCodes(Context.of(data)).obtain(progress).path());
    return 0;
  }
}
