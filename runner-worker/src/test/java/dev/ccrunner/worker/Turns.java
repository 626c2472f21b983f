package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Collectors;

/** The runs of one session, one after the other, and which Claude Code answers them. */
record Turns(RunningWorker worker, SessionId session) {

  /** Of a new session. */
  static Turns begin(RunningWorker worker) {
    return new Turns(worker, worker.session());
  }

  /** A run that says these words, and carries out that script. */
  static RunSpec saying(String words, String script) {
    return RunningWorker.asking(words + " " + FakeCli.prompt(script), RunSecrets.NONE);
  }

  RunId submit(String words, String script) {
    return worker.submit(session, saying(words, script));
  }

  /** The next run, which succeeds. */
  StoredRun next(String words, String script) {
    return succeeded(submit(words, script));
  }

  /** The same. */
  StoredRun next(RunSpec spec) {
    return succeeded(worker.submit(session, spec));
  }

  StoredRun succeeded(RunId run) {
    var ended = worker.awaitEnd(run);
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    return ended;
  }

  /** The word that each process of a Claude Code has of its own, from an answer that tells it. */
  static String life(StoredRun run) {
    var text = String.valueOf(run.result().text());
    assertThat(text).contains("life ");
    return text.replaceAll("(?s).*life ([0-9a-f-]+).*", "$1");
  }

  /** How many runs of this worker found their Claude Code so. */
  double turns(String result) {
    return count("session.warm.turns", "result", result);
  }

  /** How many that were kept have ended for that. */
  double ended(String reason) {
    return count("session.warm.ended", "reason", reason);
  }

  /** All that is counted of this worker's warm sessions. */
  String counted() {
    return worker.bean(MeterRegistry.class).getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("session.warm"))
        .map(meter -> meter.getId().getTags() + "=" + meter.measure().iterator().next().getValue())
        .collect(Collectors.joining(" "));
  }

  private double count(String name, String tag, String value) {
    var found = worker.bean(MeterRegistry.class).find(name).tag(tag, value).counter();
    return found == null ? 0 : found.count();
  }
}
