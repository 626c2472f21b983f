package dev.ccrunner.local.doctor;

import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import dev.ccrunner.worker.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** How well runs would be isolated, found out the way the worker does. */
final class SandboxCheck {

  private SandboxCheck() {}

  static Finding look() {
    var demanding = demanding(SandboxSettings.defaults());
    try {
      var folder = Files.createTempDirectory("ccr-doctor");
      try (var jobs = JobRoot.open(folder)) {
        var processes = new OsChildProcesses(ProcessSettings.defaults());
        var users = RunUsers.open(demanding, processes);
        var level = new SandboxProbe(demanding, processes, users, jobs).strongest().level();
        return Finding.fine("Sandbox", level.wireName() + ": runs are isolated from this machine");
      } finally {
        delete(folder);
      }
    } catch (SandboxUnavailable e) {
      return Finding.note(
          "Sandbox", "plain: runs are NOT isolated from this machine. " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      return Finding.broken("Sandbox", "cannot be tried: " + e.getMessage());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var tree = Files.walk(folder)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Then the answer says why there is nothing better. */
  private static SandboxSettings demanding(SandboxSettings usual) {
    return new SandboxSettings(
        SandboxLevel.BWRAP,
        usual.bwrap(),
        usual.setpriv(),
        usual.uidBase(),
        usual.uidCount(),
        usual.tmpSize(),
        usual.shmSize());
  }
}
