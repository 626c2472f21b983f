package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.secret.Keeping;
import dev.ccrunner.infra.secret.SecretChange;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that are changed while a Claude Code is kept that knows them. */
class WarmSessionSecretsTest {
  private static final String OLD = "the-value-of-yesterday";
  private static final String NEW = "the-value-of-today-and-on";

  /** The value itself would be masked in the answer; its hash is not. */
  private static final String SCRIPT =
      "{\"life\":true,\"recall\":true,\"look\":true,\"sh\":\"printf %s $TOKEN | sha256sum > known\"}";

  @TempDir Path folder;
  private RunningWorker worker;

  @BeforeEach
  void start() throws IOException {
    worker =
        RunningWorker.start(folder, RunningWorker.SECRETS_KEY, "--ccr.worker.warm.idle-time=10m");
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void startsAnotherOneThatKnowsTheNewValueAndEndsTheOneThatKnowsTheOld() throws Exception {
    var secret = worker.keep("token", new SecretUse.Env("TOKEN"), SecretParts.of(OLD), false);
    var turns = Turns.begin(worker);
    var first = worker.submit(turns.session(), using(secret, "say one"));
    var before = turns.succeeded(first);
    var life = Turns.life(turns.next(using(secret, "say two")));
    assertThat(life).as("of a secret that is the same").isEqualTo(Turns.life(before));
    assertThat(processesThatKnow(OLD)).isNotEmpty();

    change(secret, NEW);
    var run = worker.submit(turns.session(), using(secret, "say three"));
    var after = turns.succeeded(run);
    // What a turn has written is in the answer of the one after it.
    var next = turns.next(using(secret, "say four"));

    assertThat(Turns.life(after)).isNotEqualTo(life);
    assertThat(Turns.life(next)).isEqualTo(Turns.life(after));
    assertThat(next.result().text()).contains("known=" + hash(NEW));
    assertThat(turns.turns("different")).isEqualTo(1);
    assertThat(after.result().text()).contains("say one", "say two", "known=" + hash(OLD));
    assertThat(processesThatKnow(NEW)).isNotEmpty();
    await().atMost(RunningWorker.SOON).until(() -> processesThatKnow(OLD).isEmpty());
    assertThat(RunningWorker.processesOf(first)).isEmpty();
    assertThat(worker.events(run)).extracting(RunEvent::json).noneMatch(json -> json.contains(NEW));
  }

  private void change(SecretId secret, String value) {
    var content = new SecretChange.Content(new SecretUse.Env("TOKEN"), SecretParts.of(value));
    var changed =
        worker
            .bean(Vault.class)
            .change(worker.team(), secret, null, new SecretChange(null, null, content, null));
    assertThat(changed).isInstanceOf(Keeping.Kept.class);
  }

  private static RunSpec using(SecretId secret, String words) {
    return RunningWorker.asking(
        words + " " + FakeCli.prompt(SCRIPT), new RunSecrets(List.of(secret), null));
  }

  private static List<Long> processesThatKnow(String value) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> knows(pid, value))
        .toList();
  }

  private static boolean knows(long pid, String value) {
    try {
      var environment = Path.of("/proc", Long.toString(pid), "environ");
      return Files.readString(environment, StandardCharsets.ISO_8859_1).contains(value);
    } catch (IOException _) {
      return false; // it has ended meanwhile, or is another user's
    }
  }

  private static String hash(String value) throws NoSuchAlgorithmException {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
