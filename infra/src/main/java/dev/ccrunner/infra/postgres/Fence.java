package dev.ccrunner.infra.postgres;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Lets through what an attempt writes for as long as it has the lease. */
final class Fence {
  private Fence() {}

  /**
   * Asked in the transaction that is to write: the epoch cannot be raised until that is over.
   *
   * @return false when the lease is lost
   */
  static boolean held(DSLContext db, LeaseKey key) {
    return db.fetchOptional(
            """
            select id from run
            where team_id = {0} and id = {1} and epoch = {2} and lease_owner is not null
            for share
            """,
            DSL.val(key.teamId().value()), DSL.val(key.runId().value()), DSL.val(key.epoch()))
        .isPresent();
  }
}
