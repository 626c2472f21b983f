package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.postgres.UsageLedger;
import dev.ccrunner.infra.postgres.UsageSum;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Makes reports from the ledger. */
@Service
class UsageReports {
  /** PostgreSQL's word for a statement that was stopped. */
  private static final String STOPPED = "57014";

  private final UsageLedger ledger;
  private final UsageNames names;
  private final UsageSettings settings;

  UsageReports(UsageLedger ledger, UsageNames names, UsageSettings settings) {
    this.ledger = ledger;
    this.names = names;
    this.settings = settings;
  }

  UsageReport of(Caller caller, UsageQuery query) {
    var found = sums(caller, query, query.page(settings));
    var shown = found.subList(0, Math.min(query.limit(), found.size()));
    var called = names.in(shown, caller, query);
    var total = sums(caller, query, UsageLedger.Page.total(settings.patience())).getFirst();
    return new UsageReport(
        "usage_report",
        query.filter().from(),
        query.filter().to(),
        query.by().stream().map(GroupBy::name).toList(),
        shown.stream().map(sum -> UsageRow.of(sum, query.by(), called)).toList(),
        UsageTotals.of(total),
        found.size() > shown.size() ? query.cursorAfter(shown.getLast().group()) : null);
  }

  private List<UsageSum> sums(Caller caller, UsageQuery query, UsageLedger.Page page) {
    try {
      return query.ofAll()
          ? ledger.sumsOfAll(query.filter(), page)
          : ledger.sums(caller.teamId(), query.filter(), page);
    } catch (RuntimeException e) {
      throw wasStopped(e) ? tooLarge() : e;
    }
  }

  private static boolean wasStopped(@Nullable Throwable e) {
    return e != null
        && ((e instanceof SQLException sql && STOPPED.equals(sql.getSQLState()))
            || wasStopped(e.getCause()));
  }

  private ProblemException tooLarge() {
    return ProblemException.of(
        ErrorCode.REPORT_TOO_LARGE,
        "Expected a report that can be added up within %d s (ccr.usage.patience), found one that takes longer; ask for fewer days or groups."
            .formatted(settings.patience().toSeconds()));
  }
}
