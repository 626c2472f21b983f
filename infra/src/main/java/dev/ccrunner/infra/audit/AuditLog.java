package dev.ccrunner.infra.audit;

import static dev.ccrunner.infra.postgres.generated.Tables.AUDIT_HEAD;
import static dev.ccrunner.infra.postgres.generated.Tables.AUDIT_LOG;

import dev.ccrunner.team.TeamId;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The audit log in PostgreSQL: a chain for each team, only ever added to. An entry is added in the
 * transaction of what it tells of, so there is neither one without the other.
 *
 * <p>Whoever adds one holds the end of the team's chain until that transaction ends. That is why
 * only changes and decisions of people are in it, and not every run.
 */
public class AuditLog {
  private static final HexFormat HEX = HexFormat.of();
  private static final int PAGE = 1_000;

  private final DSLContext db;
  private final TransactionTemplate transactions;

  public AuditLog(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** Adds an entry, in the caller's transaction if there is one. */
  public AuditLink append(TeamId team, AuditEntry entry) {
    return transactions.execute(_ -> appendNow(team, entry));
  }

  private AuditLink appendNow(TeamId team, AuditEntry entry) {
    var end =
        db.insertInto(AUDIT_HEAD)
            .set(AUDIT_HEAD.TEAM_ID, team.value())
            .set(AUDIT_HEAD.SEQ, 1L)
            .set(AUDIT_HEAD.HASH, HEX.parseHex(AuditLink.ROOT))
            .onConflict(AUDIT_HEAD.TEAM_ID)
            .doUpdate()
            .set(AUDIT_HEAD.SEQ, AUDIT_HEAD.SEQ.plus(1))
            .returningResult(
                AUDIT_HEAD.SEQ,
                AUDIT_HEAD.HASH,
                // After the wait for the end of the chain, so that times rise along it.
                DSL.field("clock_timestamp()", OffsetDateTime.class))
            .fetchSingle();
    var at = AuditLink.time(end.value3().toInstant());
    var link = AuditLink.of(entry, end.value1(), at, HEX.formatHex(end.value2()));
    db.insertInto(AUDIT_LOG)
        .set(AUDIT_LOG.TEAM_ID, team.value())
        .set(AUDIT_LOG.SEQ, link.seq())
        .set(AUDIT_LOG.JSON, link.json())
        .set(AUDIT_LOG.HASH, HEX.parseHex(link.hash()))
        .execute();
    db.update(AUDIT_HEAD)
        .set(AUDIT_HEAD.HASH, HEX.parseHex(link.hash()))
        .where(AUDIT_HEAD.TEAM_ID.eq(team.value()))
        .execute();
    return link;
  }

  /** Up to {@code limit} entries with numbers below {@code before}, newest first. */
  public List<AuditLink> newest(TeamId team, AuditFilter filter, long before, int limit) {
    return db.select(AUDIT_LOG.SEQ, AUDIT_LOG.JSON, AUDIT_LOG.HASH)
        .from(AUDIT_LOG)
        .where(matching(team, filter), AUDIT_LOG.SEQ.lt(before))
        .orderBy(AUDIT_LOG.SEQ.desc())
        .limit(limit)
        .fetch(AuditLog::link);
  }

  /** Gives every entry to {@code sink}, oldest first, a page at a time. */
  public void export(TeamId team, Consumer<AuditLink> sink) {
    for (var page = page(team, 0); !page.isEmpty(); page = page(team, page.getLast().seq())) {
      page.forEach(sink);
    }
  }

  /** Follows the chain from its first entry to its last. */
  public AuditVerdict verify(TeamId team) {
    // Read first: what is added meanwhile lies behind it, and the chain must reach at least to it.
    var end =
        db.select(AUDIT_HEAD.SEQ, AUDIT_HEAD.HASH)
            .from(AUDIT_HEAD)
            .where(AUDIT_HEAD.TEAM_ID.eq(team.value()))
            .fetchOptional();
    var check = new AuditCheck();
    export(team, check::next);
    return end.map(head -> check.endingWith(head.value1(), HEX.formatHex(head.value2())))
        .orElseGet(() -> check.endingWith(0, AuditLink.ROOT));
  }

  private List<AuditLink> page(TeamId team, long after) {
    return new ArrayList<>(
        db.select(AUDIT_LOG.SEQ, AUDIT_LOG.JSON, AUDIT_LOG.HASH)
            .from(AUDIT_LOG)
            .where(AUDIT_LOG.TEAM_ID.eq(team.value()), AUDIT_LOG.SEQ.gt(after))
            .orderBy(AUDIT_LOG.SEQ)
            .limit(PAGE)
            .fetch(AuditLog::link));
  }

  private static AuditLink link(Record3<Long, String, byte[]> row) {
    return new AuditLink(row.value1(), row.value2(), HEX.formatHex(row.value3()));
  }

  private static Condition matching(TeamId team, AuditFilter filter) {
    Condition all = AUDIT_LOG.TEAM_ID.eq(team.value());
    if (filter.actor() != null) {
      all = all.and(AUDIT_LOG.ACTOR.eq(filter.actor()));
    }
    if (filter.action() != null) {
      all = all.and(action(filter.action()));
    }
    if (filter.target() != null) {
      all = all.and(AUDIT_LOG.TARGET.eq(filter.target()));
    }
    if (filter.from() != null) {
      all = all.and(AUDIT_LOG.AT.ge(AuditLink.time(filter.from())));
    }
    if (filter.to() != null) {
      all = all.and(AUDIT_LOG.AT.lt(AuditLink.time(filter.to())));
    }
    return all;
  }

  private static Condition action(String wanted) {
    return wanted.endsWith(".*")
        ? AUDIT_LOG.ACTION.startsWith(wanted.substring(0, wanted.length() - 1))
        : AUDIT_LOG.ACTION.eq(wanted);
  }
}
