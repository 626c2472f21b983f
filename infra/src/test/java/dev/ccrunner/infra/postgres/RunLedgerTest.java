package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RunLedgerTest {
  private static final Database database = new Database();

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void answersASubmitWithWhatALookWouldFind() {
    var run = new RunId(TimeOrderedIds.next());
    var asked =
        new NewRun(
            database.team,
            run,
            Database.spec(),
            Map.of("ci", "gh-123"),
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            LifecycleEvents.queued(run, Database.NOON));

    var answered = database.ledger.enqueue(asked, database.bell(run));

    assertThat(database.ledger.find(database.team, run)).contains(answered);
  }

  @Test
  void givesBackARunAsItWasAccepted() {
    var run = database.queued(Map.of("ci", "gh-123"));

    var found = database.ledger.find(database.team, run).orElseThrow();

    assertThat(found.spec()).isEqualTo(Database.spec());
    assertThat(found.labels()).containsExactly(Map.entry("ci", "gh-123"));
    assertThat(found.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(found.lastSeq()).isEqualTo(1);
    var events = database.events.read(database.team, run, 0, 10);
    assertThat(events).hasSize(1);
    assertThat(found.log()).isEqualTo(LogChecksum.EMPTY.plus(events.getFirst()));
  }

  @Test
  void showsNoRunToAnotherTeam() {
    var run = database.queued();
    var stranger = new TeamId(TimeOrderedIds.next());

    assertThat(database.ledger.find(stranger, run)).isEmpty();
    assertThat(database.ledger.logState(stranger, run)).isEmpty();
    assertThat(database.ledger.cancel(stranger, run, "mine now", Database.NOON))
        .isEqualTo(new Cancellation.Unknown());
    assertThat(database.events.read(stranger, run, 0, 10)).isEmpty();
  }

  @Test
  void listsNewestFirstAndGoesOnWhereAPageEnded() {
    var labels = Map.of("list", "pages");
    var first = database.queued(labels);
    var second = database.queued(labels);
    var third = database.queued(labels);

    var page = database.ledger.list(database.team, new RunFilter(null, labels, null, null), 2);
    var rest = database.ledger.list(database.team, new RunFilter(null, labels, null, second), 2);

    assertThat(page).extracting(StoredRun::id).containsExactly(third, second);
    assertThat(rest).extracting(StoredRun::id).containsExactly(first);
  }

  @Test
  void filtersByStatusAndEveryLabel() {
    var labels = Map.of("a", "1", "b", "2");
    var queued = database.queued(labels);
    var claimed = database.queued(labels);
    database.claimed(claimed);
    database.queued(Map.of("a", "1"));

    var found =
        database.ledger.list(
            database.team, new RunFilter(RunStatus.QUEUED, labels, null, null), 10);

    assertThat(found).extracting(StoredRun::id).containsExactly(queued);
  }

  @Test
  void endsAQueuedRunAtOnceWhenItIsCancelled() {
    var run = database.queued();

    var answer = database.ledger.cancel(database.team, run, "not needed", Database.NOON);

    var found = database.ledger.find(database.team, run).orElseThrow();
    assertThat(answer).isInstanceOf(Cancellation.Done.class);
    assertThat(found.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(found.finishedAt()).isNotNull();
    assertThat(database.events.read(database.team, run, 0, 10)).hasSize(2);
    assertThat(database.leases.claim(database.team, run, Database.worker(), Database.TTL, "bwrap"))
        .isEmpty();
  }

  @Test
  void asksTheWorkerToEndARunItHolds() {
    var run = database.queued();
    var worker = Database.worker();
    var lease =
        database.leases.claim(database.team, run, worker, Database.TTL, "bwrap").orElseThrow();

    var answer = database.ledger.cancel(database.team, run, "enough", Database.NOON);
    var again = database.ledger.cancel(database.team, run, "really", Database.NOON);

    assertThat(answer).isEqualTo(new Cancellation.Requested(worker));
    assertThat(again).isEqualTo(new Cancellation.Requested(worker));
    var renewals = database.leases.renew(java.util.List.of(lease.key()), Database.TTL);
    assertThat(renewals).containsExactly(new Renewal(lease.key(), "enough", false));
  }

  @Test
  void knowsHowManyOfTheTeamAreBefore() {
    try (var own = new Database()) {
      RunId first = own.queued();
      RunId second = own.queued();

      assertThat(own.ledger.queuePosition(own.team, first)).isZero();
      assertThat(own.ledger.queuePosition(own.team, second)).isEqualTo(1);
    }
  }
}
