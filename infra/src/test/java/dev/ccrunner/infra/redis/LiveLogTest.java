package dev.ccrunner.infra.redis;

import static dev.ccrunner.infra.redis.RedisFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import dev.ccrunner.testkit.RealRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveLogTest {
  private static RealRedis redis;
  private static RedisFixture fixture;
  private static RedisCommands<String, String> meddler;

  private final RunId run = Events.newRun();

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
    fixture = RedisFixture.connected(redis);
    meddler = fixture.meddler();
  }

  @AfterAll
  static void stop() {
    fixture.close();
    redis.close();
  }

  @Test
  void whatIsAppendedIsReadBackInOrderAsTheSameText() throws Exception {
    var events = Events.range(run, 1, 5);

    assertThat(append(1, events)).isEqualTo(Append.APPENDED);

    assertThat(read(0, 100)).isEqualTo(events);
    assertThat(numbers(read(2, 2))).containsExactly(3L, 4L);
    assertThat(fixture.log.reader().lastSeq(run)).hasValue(5);
  }

  @Test
  void knowsNothingOfARunThatWasNeverAppended() {
    assertThat(read(0, 10)).isEmpty();
    assertThat(fixture.log.reader().lastSeq(run)).isEmpty();
  }

  @Test
  void refusesAnOlderEpochAndWritesNothingOfIt() throws Exception {
    append(2, Events.range(run, 1, 1));

    assertThat(append(1, Events.range(run, 2, 2))).isEqualTo(Append.FENCED);

    assertThat(numbers(read(0, 10))).containsExactly(1L);
    assertThat(answer(fixture.log.log().delta(run, 1, delta(1)))).isEqualTo(Append.FENCED);
    assertThat(answer(fixture.log.log().delta(run, 2, delta(1)))).isEqualTo(Append.APPENDED);
  }

  @Test
  void aRaisedFenceStopsAWriterThatDoesNotKnowItYet() throws Exception {
    append(1, Events.range(run, 1, 1));

    assertThat(answer(fixture.log.log().raiseFence(run, 2))).isEqualTo(Append.APPENDED);

    assertThat(append(1, Events.range(run, 2, 2))).isEqualTo(Append.FENCED);
    assertThat(append(2, Events.range(run, 2, 2))).isEqualTo(Append.APPENDED);
    assertThat(answer(fixture.log.log().raiseFence(run, 1))).isEqualTo(Append.FENCED);
  }

  @Test
  void aRepeatedAppendAddsOnlyWhatIsMissing() throws Exception {
    append(1, Events.range(run, 1, 3));

    assertThat(append(1, Events.range(run, 2, 5))).isEqualTo(Append.APPENDED);

    assertThat(numbers(read(0, 10))).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aNewAttemptOverrulesWhatOnlyTheLostOneHad() throws Exception {
    append(1, Events.range(run, 1, 6));
    answer(fixture.log.log().raiseFence(run, 2));
    RunEvent other = Events.log(run, 5, "{\"n\":\"of the second attempt\"}");

    append(3, List.of(other));

    assertThat(read(4, 10)).containsExactly(other);
    assertThat(fixture.log.reader().lastSeq(run)).hasValue(5);
  }

  @Test
  void aNewAttemptThatContinuesKeepsTheOldEvents() throws Exception {
    append(1, Events.range(run, 1, 3));

    append(2, Events.range(run, 4, 4));

    assertThat(numbers(read(0, 10))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void skipsWhatIsThereEvenWhenOnlyTheStreamIsLeft() throws Exception {
    append(1, Events.range(run, 1, 3));
    meddler.del(new RunKeys(run).fence());

    assertThat(append(1, Events.range(run, 3, 4))).isEqualTo(Append.APPENDED);

    assertThat(numbers(read(0, 10))).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void trimsOnlyBehindWhatPostgresqlHasAndKeepsATail() throws Exception {
    append(1, Events.range(run, 1, 1_000));

    answer(fixture.log.log().trim(run, 900));

    List<Long> left = numbers(read(0, 10_000));
    assertThat(left).endsWith(998L, 999L, 1_000L).contains(898L, 899L, 900L);
    assertThat(left.getFirst()).isGreaterThan(100);
    assertThat(append(1, Events.range(run, 1, 1_001))).isEqualTo(Append.APPENDED);
    assertThat(numbers(read(1_000, 10))).containsExactly(1_001L);
  }

  @Test
  void aLogGoesByItselfAndSoonerOnceItIsClosed() throws Exception {
    append(1, Events.range(run, 1, 1));
    var keys = new RunKeys(run);

    assertThat(meddler.pttl(keys.log())).isBetween(3_590_000L, 3_600_000L);
    assertThat(meddler.pttl(keys.fence())).isBetween(3_590_000L, 3_600_000L);

    answer(fixture.log.log().closed(run));

    assertThat(meddler.pttl(keys.log())).isBetween(50_000L, 60_000L);
    assertThat(meddler.pttl(keys.fence())).isBetween(50_000L, 60_000L);
  }

  @Test
  void goesOnAfterRedisForgotEverythingIncludingTheScript() throws Exception {
    append(1, Events.range(run, 1, 3));
    meddler.flushall();
    meddler.scriptFlush();

    assertThat(append(1, Events.range(run, 4, 5))).isEqualTo(Append.APPENDED);

    assertThat(numbers(read(0, 10))).containsExactly(4L, 5L);
  }

  @Test
  void manyAppendsWithoutWaitingStayInOrder() throws Exception {
    List<CompletionStage<Append>> appends = new ArrayList<>();
    for (int seq = 1; seq <= 50; seq++) {
      appends.add(fixture.log.log().append(run, 1, Events.range(run, seq, seq)));
    }

    for (CompletionStage<Append> append : appends) {
      assertThat(answer(append)).isEqualTo(Append.APPENDED);
    }
    assertThat(numbers(read(0, 100))).hasSize(50).isSorted();
  }

  private Append append(long epoch, List<RunEvent> events) throws Exception {
    return answer(fixture.log.log().append(run, epoch, events));
  }

  private List<RunEvent> read(long after, int limit) {
    return fixture.log.reader().read(run, after, limit);
  }

  private RunDelta delta(long after) {
    return RunDelta.of(run, after, RunDelta.MESSAGE, "{\"text\":\"a\"}");
  }

  private static List<Long> numbers(List<RunEvent> events) {
    return events.stream().map(RunEvent::seq).toList();
  }
}
