package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.run.RunId;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends runs for whoever takes away what they belong to. */
@Component
public class OpenRuns {
  private final RunLedger ledger;
  private final CancelSignals signals;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final Clock clock;

  OpenRuns(
      RunLedger ledger,
      CancelSignals signals,
      AuditTrail audit,
      TransactionTemplate transactions,
      Clock clock) {
    this.ledger = ledger;
    this.signals = signals;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Cancels the run, in a transaction of its own; one that has ended stays as it is. */
  public void cancel(Caller caller, RunId run, String reason) {
    var cancelled =
        Objects.requireNonNull(transactions.execute(_ -> cancelNow(caller, run, reason)));
    signals.send(run, cancelled);
  }

  private Cancellation cancelNow(Caller caller, RunId run, String reason) {
    var cancelled = ledger.cancel(caller.teamId(), run, reason, clock.instant());
    switch (cancelled) {
      case Cancellation.Done _, Cancellation.Requested _ ->
          audit.record(caller, AuditAction.RUN_CANCELLED, run, null, Map.of("reason", reason));
      case Cancellation.TooLate _, Cancellation.Unknown _ -> {
        // Nothing has happened.
      }
    }
    return cancelled;
  }
}
