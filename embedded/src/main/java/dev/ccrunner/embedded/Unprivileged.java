package dev.ccrunner.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * For a program that refuses to be root: a user namespace without any mapping, in which root is
 * nobody.
 */
final class Unprivileged {

  private static final List<String> AS_NOBODY = List.of("unshare", "--user");

  private Unprivileged() {}

  static List<String> command(List<String> command, Path folder) throws InterruptedException {
    if (new UnixSystem().getUid() != 0) {
      return command;
    }
    requireUserNamespaces(folder);
    var all = new ArrayList<>(AS_NOBODY);
    all.addAll(command);
    return all;
  }

  private static void requireUserNamespaces(Path folder) throws InterruptedException {
    try {
      var probe = new ArrayList<>(AS_NOBODY);
      probe.add("true");
      ChildProcess.run(probe, folder, Duration.ofSeconds(10));
    } catch (IOException e) {
      throw new EmbeddedStartFailed(
          "PostgreSQL refuses to run as root, and this machine does not let root become nobody in a user namespace (%s). Run as an ordinary user."
              .formatted(e.getMessage()),
          e);
    }
  }
}
