package dev.ccrunner.worker.sandbox;

import dev.ccrunner.run.EnvName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first part of every command: becoming the run's user, and keeping the run's environment away
 * from whoever is still someone else.
 *
 * <p>The environment comes from the run, and the programs before it (a shell and setpriv as root,
 * bubblewrap) get it too. A run that names its own LD_PRELOAD would have its code run by them,
 * outside of the sandbox. So what the loader, the C library and a shell listen to is held back and
 * set at the last step, by argument; no secret may bear such a name. Everything else, tokens too,
 * goes by environment, because arguments can be read by every user of the host.
 */
final class Launch {

  private Launch() {}

  static Map<String, String> heardByTheLoader(Map<String, String> environment) {
    return filtered(environment, true);
  }

  static Map<String, String> harmless(Map<String, String> environment) {
    return filtered(environment, false);
  }

  private static Map<String, String> filtered(Map<String, String> environment, boolean heard) {
    var result = new TreeMap<>(environment);
    result.keySet().removeIf(name -> EnvName.heardByTheLoader(name) != heard);
    return result;
  }

  /**
   * Arguments that make the rest of the command the run's user, unable to gain anything by set-uid
   * programs.
   */
  static List<String> as(RunUser user, Path setpriv, List<String> more) {
    var argv = new ArrayList<String>();
    if (user.uid().isEmpty() && !Files.isExecutable(setpriv)) {
      return argv; // nothing to change, and only root cannot do without it
    }
    argv.add(setpriv.toString());
    user.uid()
        .ifPresent(uid ->
            argv.addAll(
                List.of(
                    "--reuid",
                    Integer.toString(uid),
                    "--regid",
                    Integer.toString(uid),
                    "--clear-groups")));
    argv.addAll(more);
    if (argv.size() == 1) {
      argv.clear();
    }
    return argv;
  }
}
