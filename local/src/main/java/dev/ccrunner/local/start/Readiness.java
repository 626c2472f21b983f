package dev.ccrunner.local.start;

import dev.ccrunner.local.console.CannotContinue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Waits until a run that is submitted now would start now. A worker that is registered but has not
 * yet joined the share group would leave the first run waiting for seconds.
 */
public final class Readiness {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int ANSWER_SECONDS = 5;
  private static final String SHARE_GROUP = "runner-workers";

  /** A condition that may also fail to be asked; that counts as not yet. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  private final Duration within;

  public Readiness(Duration within) {
    this.within = within;
  }

  public void await(String what, Condition condition) throws InterruptedException {
    var begun = System.nanoTime();
    var pause = new CountDownLatch(1); // never counted down: waiting on it is the pause
    while (!holds(condition)) {
      if (System.nanoTime() - begun > within.toNanos()) {
        throw new CannotContinue(
            "%s was not ready within %d s.".formatted(what, within.toSeconds()));
      }
      var _ = pause.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (InterruptedException e) {
      throw e;
    } catch (CannotContinue e) {
      throw e;
    } catch (Exception _) {
      return false;
    }
  }

  /** So many workers hear bells: they are members of the share group and have its partitions. */
  public void awaitShareGroup(String bootstrapServers, int members) throws InterruptedException {
    try (var admin =
        Admin.create(
            Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      await("The workers' share group in Kafka", () -> assigned(admin) >= members);
    }
  }

  private static long assigned(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    var groups = admin.describeShareGroups(java.util.List.of(SHARE_GROUP)).all();
    return groups.get(ANSWER_SECONDS, TimeUnit.SECONDS).values().stream()
        .flatMap(group -> group.members().stream())
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .count();
  }
}
