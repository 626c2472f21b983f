package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import dev.ccrunner.wire.DispatchBell;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Database at = new Database();

  @AfterEach
  void close() {
    at.close();
  }

  @Test
  void forgetsThoseAndNoOthers() {
    var first = added();
    var second = added();
    var third = added();

    at.outbox.delete(List.of(first, third, UUID.randomUUID()));

    assertThat(at.db.select(OUTBOX.ID).from(OUTBOX).fetch(OUTBOX.ID)).containsExactly(second);
  }

  /** Else each call would read all that was deleted since the last vacuum. */
  @Test
  void forgetsByTheIndexThoughTheTableLooksEmpty() {
    var ids = Stream.generate(this::added).limit(20).toList();
    at.outbox.delete(ids);
    at.db.execute("vacuum analyze outbox");
    var last = added();

    long scans =
        at.transactions.execute(_ -> {
          long before = scansOfAll();
          at.outbox.delete(List.of(last, UUID.randomUUID()));
          return scansOfAll() - before;
        });

    assertThat(scans).isZero();
    assertThat(at.outbox.size()).isZero();
  }

  /** How often this connection has read all of the table. */
  private long scansOfAll() {
    return at.db
        .fetchSingle("select seq_scan from pg_stat_xact_user_tables where relname = 'outbox'")
        .get(0, Long.class);
  }

  private UUID added() {
    var record = OutboxRecord.of(new DispatchBell(at.team, new RunId(TimeOrderedIds.next())));
    at.outbox.add(record);
    return record.id();
  }
}
