package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ProcessScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * No sandbox: the program as the run's user, who cannot gain rights and whose program dies with the
 * worker. Its other processes are found by that user, or by the run's marker.
 */
final class PlainSandbox implements Sandbox {

  private final Path setpriv;

  PlainSandbox(Path setpriv) {
    this.setpriv = setpriv;
  }

  @Override
  public SandboxLevel level() {
    return SandboxLevel.PLAIN;
  }

  @Override
  public SandboxPaths inside(SandboxPaths host) {
    return host;
  }

  @Override
  public Path inside(Bind bind) {
    return bind.host();
  }

  @Override
  public ChildCommand wrap(SandboxRequest request) {
    var argv =
        new ArrayList<>(
            Launch.as(request.user(), setpriv, List.of("--no-new-privs", "--pdeathsig", "KILL")));
    var late = Launch.heardByTheLoader(request.environment());
    if (!argv.isEmpty() && !late.isEmpty()) {
      argv.add("/usr/bin/env");
      late.forEach((name, value) -> argv.add(name + "=" + value));
    }
    argv.addAll(request.argv());

    var environment = new HashMap<>(Launch.harmless(request.environment()));
    if (argv.size() == request.argv().size()) {
      environment.putAll(late); // nobody but the program itself is started
    }
    environment.put(ProcessScope.MARKER, request.run());
    var directory = request.host().workspace().resolve(request.folder());
    return new ChildCommand(request.run(), argv, environment, directory, request.scope(false));
  }
}
