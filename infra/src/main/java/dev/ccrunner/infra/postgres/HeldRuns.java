package dev.ccrunner.infra.postgres;

import org.jooq.DSLContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs that are held back, by a limit of concurrent runs or by their session. Whoever ends a run
 * calls the next one; this is for what nobody has noticed: a run that was called and is cancelled,
 * one that was locked when it was its turn.
 */
public class HeldRuns {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  HeldRuns(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** Calls all that may run now, one team after the other. Several gateways may do so at once. */
  public void callAll() {
    for (var team : Places.teamsWithHeld(db)) {
      transactions.executeWithoutResult(_ -> {
        Places.lock(db, team);
        Places.callHeld(db, team);
      });
    }
    for (var stuck : SessionOrder.stuck(db)) {
      transactions.executeWithoutResult(_ -> SessionOrder.lookAgain(db, stuck));
    }
  }
}
