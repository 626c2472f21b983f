package dev.ccrunner.infra.postgres;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Lengths of time in SQL. Seconds rather than jOOQ's own interval, which loses the sign of part of
 * a second.
 */
final class Intervals {
  private static final double MILLIS = 1_000;

  private Intervals() {}

  /** The length as PostgreSQL's interval, to the millisecond. */
  static Field<Object> of(Duration length) {
    return DSL.field(
        "make_interval(secs => {0})", Object.class, DSL.val(length.toMillis() / MILLIS));
  }

  /** The moment {@code length} from PostgreSQL's now; a negative length is in the past. */
  static Field<OffsetDateTime> fromNow(Duration length) {
    return DSL.field("now() + {0}", OffsetDateTime.class, of(length));
  }
}
