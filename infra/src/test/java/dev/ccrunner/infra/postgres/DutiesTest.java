package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DutiesTest {
  private static final Database database = new Database();

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void givesADutyToOneAtATime() {
    var duties = new Duties(database.db);
    var one = UUID.randomUUID();
    var other = UUID.randomUUID();

    assertThat(duties.hold("sweep", one, Duration.ofMinutes(1))).isTrue();
    assertThat(duties.hold("sweep", other, Duration.ofMinutes(1))).isFalse();
    assertThat(duties.hold("sweep", one, Duration.ofMinutes(1))).isTrue();
    duties.release("sweep", one);
    assertThat(duties.hold("sweep", other, Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void givesADutyOnWhenItsTimeIsUp() {
    var duties = new Duties(database.db);

    assertThat(duties.hold("late", UUID.randomUUID(), Duration.ofSeconds(-1))).isTrue();
    assertThat(duties.hold("late", UUID.randomUUID(), Duration.ofMinutes(1))).isTrue();
  }

  @Test
  void relaysWhatIsOldEnoughAndKeepsWhatDidNotArrive() {
    var arrives = record();
    var fails = record();
    database.outbox.add(arrives);
    database.outbox.add(fails);
    database.db.execute("update outbox set created_at = now() - interval '1 second'");
    var young = record();
    database.outbox.add(young);
    var asked = new AtomicInteger();

    int sent =
        database.outbox.relay(
            Duration.ofMillis(500),
            10,
            records -> {
              asked.set(records.size());
              return List.of(arrives.id());
            });

    assertThat(asked).hasValue(2);
    assertThat(sent).isEqualTo(1);
    assertThat(database.outbox.size()).isEqualTo(2);
  }

  @Test
  void makesPartitionsAheadOnce() {
    var partitions = new EventPartitions(database.db);

    int more = partitions.ensure(4);
    int again = partitions.ensure(4);

    assertThat(more).isEqualTo(2);
    assertThat(again).isZero();
  }

  private OutboxRecord record() {
    return new OutboxRecord(UUID.randomUUID(), database.team, "runs.dispatch", "run", "v1");
  }
}
