package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns of one session that are asked for at once, of two workers that both hear of each. */
class RacingTurnsTest {
  private static final List<String> WORDS =
      List.of("acacia", "bamboo", "cedar", "dogwood", "elder", "hawthorn");

  @TempDir Path folder;

  @ParameterizedTest(name = "with {0} warm sessions for each worker")
  @ValueSource(ints = {0, 4})
  void areCarriedOutOneAfterTheOtherAndNothingIsLost(int warm) throws Exception {
    var setting = "--ccr.worker.warm.max-sessions=" + warm;
    try (var one = RunningWorker.start(folder.resolve("1"), setting)) {
      var other = one.another(folder.resolve("2"), setting);
      try {
        var inOrder = carriedOut(Turns.begin(one));
        assertOneAfterTheOther(inOrder);
        assertEachKnowsWhatWasBeforeIt(inOrder);
      } finally {
        other.stop();
      }
    }
  }

  /** Rings for all of them again and again, as nobody would: there is no gateway here. */
  private static List<StoredRun> carriedOut(Turns turns) throws InterruptedException {
    var runs = atOnce(turns);
    await()
        .atMost(RunningWorker.SOON)
        .until(() -> {
          var open =
              runs.stream().filter(run -> !turns.worker().find(run).status().terminal()).toList();
          open.forEach(turns.worker()::ring);
          return open.isEmpty();
        });
    return runs.stream()
        .map(turns::succeeded)
        .sorted(Comparator.comparing(run -> Objects.requireNonNull(run.session()).number()))
        .toList();
  }

  private static void assertOneAfterTheOther(List<StoredRun> inOrder) {
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).startedAt()).isAfter(inOrder.get(i - 1).finishedAt());
    }
  }

  private static void assertEachKnowsWhatWasBeforeIt(List<StoredRun> inOrder) {
    for (int i = 0; i < inOrder.size(); i++) {
      var said = inOrder.subList(0, i + 1).stream().map(RacingTurnsTest::word).toList();
      var text = inOrder.get(i).result().text();
      assertThat(inOrder.get(i).attempt()).isEqualTo(1);
      assertThat(text)
          .contains(said)
          .contains(said.stream().map(word -> word + ".txt=" + word).toList());
      inOrder
          .subList(said.size(), inOrder.size())
          .forEach(later -> assertThat(text).doesNotContain(word(later)));
    }
  }

  private static List<RunId> atOnce(Turns turns) throws InterruptedException {
    var submits =
        WORDS.stream()
            .<Callable<RunId>>map(word -> () -> turns.submit("say " + word, script(word)))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(submits).stream().map(submit -> submit.resultNow()).toList();
    }
  }

  private static String script(String word) {
    return "{\"recall\":true,\"write\":{\"%s.txt\":\"%s\"},\"look\":true,\"sleep_ms\":100}"
        .formatted(word, word);
  }

  private static String word(StoredRun run) {
    return WORDS.stream()
        .filter(word -> run.spec().prompt().startsWith("say " + word))
        .findFirst()
        .orElseThrow();
  }
}
