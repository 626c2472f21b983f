package dev.ccrunner.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.Renewal;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private static final LeaseSettings SETTINGS =
      new LeaseSettings(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5));

  private final AtomicLong now = new AtomicLong();
  private final LeaseKey key =
      new LeaseKey(new TeamId(UUID.randomUUID()), new RunId(UUID.randomUUID()), 1);
  private final Told told = new Told();
  private final FakeGuard guard = new FakeGuard();
  private Function<Collection<LeaseKey>, List<Renewal>> ledger = LeaseKeeperTest::renewAll;
  private final LeaseKeeper keeper =
      new LeaseKeeper((keys, ttl) -> ledger.apply(keys), SETTINGS, now::get, guard);

  @Test
  void givesUpALeaseBeforeItEndsWhenNoRenewalComesThrough() {
    keeper.hold(key, keeper.beforeClaim(), told);

    pass(Duration.ofMillis(24_999));
    keeper.giveUpOverdue();
    assertThat(told.lost).isFalse();
    pass(Duration.ofMillis(1));
    keeper.giveUpOverdue();

    assertThat(told.lost).isTrue();
    assertThat(keeper.count()).isZero();
  }

  @Test
  void tellsOfALeaseThatHasEndedBeforeSomethingIsBegunForIt() {
    keeper.hold(key, keeper.beforeClaim(), told);
    pass(Duration.ofMillis(24_999));
    keeper.look(key);
    assertThat(told.lost).isFalse();

    pass(Duration.ofMillis(1)); // and no loop has come round since
    keeper.look(key);

    assertThat(told.lost).isTrue();
  }

  @Test
  void leavesItsChildrenToTheGuardAMomentAfterTheFirstDeadline() {
    keeper.hold(key, keeper.beforeClaim(), told);
    pass(Duration.ofSeconds(1));

    keeper.giveUpOverdue();

    assertThat(guard.allowed).isEqualTo(Duration.ofSeconds(24).plusMillis(1_250).toNanos());
    keeper.release(key);
    keeper.giveUpOverdue();
    assertThat(guard.allowed).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tellsTheGuardOfALeaseBeforeItsRunCanHaveAChild() {
    guard.allowForever();

    keeper.hold(key, keeper.beforeClaim(), told);

    assertThat(guard.allowed).isEqualTo(Duration.ofSeconds(25).plusMillis(1_250).toNanos());
  }

  @Test
  void givesEveryLeaseUpWhoseChildTheGuardHasKilled() {
    keeper.hold(key, keeper.beforeClaim(), told);
    guard.fired = true;

    keeper.giveUpOverdue();

    assertThat(told.lost).isTrue();
    assertThat(keeper.count()).isZero();
  }

  @Test
  void countsFromBeforeARenewalWasAskedForHoweverLongItsAnswerTakes() {
    keeper.hold(key, keeper.beforeClaim(), told);
    pass(Duration.ofSeconds(10));
    ledger =
        keys -> {
          pass(Duration.ofSeconds(12));
          return renewAll(keys);
        };

    keeper.renewAll();
    pass(Duration.ofSeconds(12));
    keeper.giveUpOverdue();
    assertThat(told.lost).isFalse();
    pass(Duration.ofSeconds(1));
    keeper.giveUpOverdue();

    assertThat(told.lost).isTrue();
  }

  @Test
  void losesALeaseThatTheLedgerNoLongerKnows() {
    keeper.hold(key, keeper.beforeClaim(), told);
    ledger = _ -> List.of();

    keeper.renewAll();

    assertThat(told.lost).isTrue();
  }

  @Test
  void passesOnThatARunIsToBeCancelled() {
    keeper.hold(key, keeper.beforeClaim(), told);
    ledger = keys -> keys.stream().map(held -> new Renewal(held, "enough", false)).toList();

    keeper.renewAll();

    assertThat(told.cancelled).containsExactly("enough");
    assertThat(told.lost).isFalse();
  }

  @Test
  void keepsALeaseThatIsBeingHandedOver() {
    keeper.hold(key, keeper.beforeClaim(), told);

    assertThat(keeper.handOverAll()).isEqualTo(1);

    assertThat(told.handingOver).isTrue();
    assertThat(told.lost).isFalse();
    assertThat(keeper.count()).isEqualTo(1);
  }

  @Test
  void passesOnThatSomethingIsSaidToARun() {
    keeper.hold(key, keeper.beforeClaim(), told);
    ledger = keys -> keys.stream().map(held -> new Renewal(held, null, true)).toList();

    keeper.renewAll();

    assertThat(told.controls).isEqualTo(1);
    assertThat(told.cancelled).isEmpty();
  }

  @Test
  void forgetsALeaseThatWasReleased() {
    keeper.hold(key, keeper.beforeClaim(), told);
    keeper.release(key);

    pass(Duration.ofHours(1));
    keeper.giveUpOverdue();

    assertThat(told.lost).isFalse();
  }

  @Test
  void refusesSettingsUnderWhichALeaseCouldEndBetweenTwoRenewals() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new LeaseSettings(Duration.ofSeconds(10), Duration.ofSeconds(8), Duration.ofSeconds(2)))
        .withMessageContaining("renew-every=PT8S")
        .withMessageContaining("ttl=PT10S");
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static List<Renewal> renewAll(Collection<LeaseKey> keys) {
    return keys.stream().map(held -> new Renewal(held, null, false)).toList();
  }

  private static final class Told implements LeaseHolder {
    private final List<String> cancelled = new ArrayList<>();
    private int controls;
    private boolean lost;
    private boolean handingOver;

    @Override
    public void handOver() {
      handingOver = true;
    }

    @Override
    public void cancel(String reason) {
      cancelled.add(reason);
    }

    @Override
    public void controlsWaiting() {
      controls++;
    }

    @Override
    public void leaseLost() {
      lost = true;
    }
  }

  private static final class FakeGuard implements LeaseKeeper.Guard {
    private long allowed;
    private boolean fired;

    @Override
    public void allow(long nanos) {
      allowed = nanos;
    }

    @Override
    public void allowForever() {
      allowed = Long.MAX_VALUE;
    }

    @Override
    public boolean fired() {
      var answer = fired;
      fired = false;
      return answer;
    }
  }
}
