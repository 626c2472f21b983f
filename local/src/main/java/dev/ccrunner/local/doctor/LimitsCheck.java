package dev.ccrunner.local.doctor;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.limits.Enclosures;
import dev.ccrunner.worker.limits.LimitSettings;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.UUID;

/** What would keep runs to their part of this machine, found out the way the worker does. */
final class LimitsCheck {
  private LimitsCheck() {}

  static Finding look() {
    var place = Path.of("doctor-" + UUID.randomUUID());
    try (var processes = new OsChildProcesses(ProcessSettings.defaults());
        var enclosures =
            Enclosures.open(
                LimitSettings.defaults(),
                place,
                processes,
                new SimpleMeterRegistry(),
                Ticker.SYSTEM)) {
      var how = enclosures.mechanism();
      return enclosures.enforcedByTheKernel()
          ? Finding.fine("Limits", how)
          : Finding.note(
              "Limits",
              how
                  + ": this user may make no control groups for memory and processes here, so they are bounded less exactly");
    } catch (RuntimeException e) {
      return Finding.broken("Limits", "cannot be tried: " + e.getMessage());
    }
  }
}
