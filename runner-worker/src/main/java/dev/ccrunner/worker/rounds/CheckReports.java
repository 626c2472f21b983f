package dev.ccrunner.worker.rounds;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.masking.SecretMask;
import java.time.Duration;

/** Makes events of checks. */
final class CheckReports {
  private final SecretMask mask;
  private final JobEvents events;
  private final RoundsSettings settings;
  private final Ticker ticker;

  CheckReports(SecretMask mask, JobEvents events, RoundsSettings settings, Ticker ticker) {
    this.mask = mask;
    this.events = events;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Where the check prints to from now on. */
  CheckOutput begin(CheckSpec check) {
    return new CheckOutput(check.name(), mask, events, settings, ticker);
  }

  /** It has ended, and all that it printed has come. */
  Checked end(CheckSpec check, int round, ToolExit exit, CheckOutput output)
      throws InterruptedException {
    output.end();
    var checked =
        new Checked(
            check,
            round,
            exit.end() == ToolExit.End.ITSELF ? (Integer) exit.code() : null,
            exit.end() == ToolExit.End.TIME_UP,
            Duration.ofNanos(ticker.nanos() - output.begun()),
            output.tail(),
            output.bytes());
    events.append(EventType.CHECK_FINISHED, checked.eventJson());
    return checked;
  }
}
