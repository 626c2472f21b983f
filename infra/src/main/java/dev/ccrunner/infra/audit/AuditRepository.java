package dev.ccrunner.infra.audit;

import static dev.ccrunner.infra.postgres.generated.Tables.AUDIT_HEAD;
import static dev.ccrunner.infra.postgres.generated.Tables.AUDIT_LOG;

import dev.ccrunner.team.TeamId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** The chains and their ends in PostgreSQL. */
@Repository
class AuditRepository {
  private static final HexFormat HEX = HexFormat.of();

  private final DSLContext db;

  AuditRepository(DSLContext db) {
    this.db = db;
  }

  /** The number and hash of a chain's last entry. */
  record Head(long seq, String hash) {}

  /** Where the next entry goes: its number, the hash of the one before it, and the time. */
  record Next(long seq, String previous, Instant now) {}

  /** Takes the end of the team's chain, which nobody else then has until the transaction ends. */
  Next take(TeamId team) {
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
    return new Next(end.value1(), HEX.formatHex(end.value2()), end.value3().toInstant());
  }

  /** Hangs the link on the end that {@link #take} took. */
  void add(TeamId team, AuditLink link) {
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
  }

  Optional<Head> head(TeamId team) {
    return db.select(AUDIT_HEAD.SEQ, AUDIT_HEAD.HASH)
        .from(AUDIT_HEAD)
        .where(AUDIT_HEAD.TEAM_ID.eq(team.value()))
        .fetchOptional(row -> new Head(row.value1(), HEX.formatHex(row.value2())));
  }

  List<AuditLink> newest(TeamId team, AuditFilter filter, long before, int limit) {
    return db.select(AUDIT_LOG.SEQ, AUDIT_LOG.JSON, AUDIT_LOG.HASH)
        .from(AUDIT_LOG)
        .where(matching(team, filter), AUDIT_LOG.SEQ.lt(before))
        .orderBy(AUDIT_LOG.SEQ.desc())
        .limit(limit)
        .fetch(AuditRepository::link);
  }

  List<AuditLink> oldest(TeamId team, long after, int limit) {
    return db.select(AUDIT_LOG.SEQ, AUDIT_LOG.JSON, AUDIT_LOG.HASH)
        .from(AUDIT_LOG)
        .where(AUDIT_LOG.TEAM_ID.eq(team.value()), AUDIT_LOG.SEQ.gt(after))
        .orderBy(AUDIT_LOG.SEQ)
        .limit(limit)
        .fetch(AuditRepository::link);
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
