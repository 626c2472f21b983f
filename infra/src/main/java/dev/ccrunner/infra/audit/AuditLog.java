package dev.ccrunner.infra.audit;

import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit log in PostgreSQL: a chain for each team, only ever added to. An entry is added in the
 * transaction of what it tells of, so there is neither one without the other.
 *
 * <p>Whoever adds one holds the end of the team's chain until that transaction ends. That is why
 * only changes and decisions of people are in it, and not every run.
 */
public final class AuditLog {
  private static final int PAGE = 1_000;

  private final AuditRepository repository;
  private final TransactionTemplate transactions;

  AuditLog(AuditRepository repository, TransactionTemplate transactions) {
    this.repository = repository;
    this.transactions = transactions;
  }

  /** Adds an entry, in the caller's transaction if there is one. */
  public AuditLink append(TeamId team, AuditEntry entry) {
    return transactions.execute(_ -> {
      var next = repository.take(team);
      var link = AuditLink.of(entry, next.seq(), AuditLink.time(next.now()), next.previous());
      repository.add(team, link);
      return link;
    });
  }

  /** Up to {@code limit} entries with numbers below {@code before}, newest first. */
  public List<AuditLink> newest(TeamId team, AuditFilter filter, long before, int limit) {
    return repository.newest(team, filter, before, limit);
  }

  /** Gives every entry to {@code sink}, oldest first, a page at a time. */
  public void export(TeamId team, Consumer<AuditLink> sink) {
    for (var page = repository.oldest(team, 0, PAGE);
        !page.isEmpty();
        page = repository.oldest(team, page.getLast().seq(), PAGE)) {
      page.forEach(sink);
    }
  }

  /** Follows the chain from its first entry to its last. */
  public AuditVerdict verify(TeamId team) {
    // Read first: what is added meanwhile lies behind it, and the chain must reach at least to it.
    var end = repository.head(team);
    var check = new AuditCheck();
    export(team, check::next);
    return end.map(head -> check.endingWith(head.seq(), head.hash()))
        .orElseGet(() -> check.endingWith(0, AuditLink.ROOT));
  }
}
