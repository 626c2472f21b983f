package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.secret.ProviderType;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** Secrets on their way from the vault to Claude Code, and not any further. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class SecretsInRunsTest {
  private static final String VALUE = "s3cr\"et/va+lue?x-and-42";
  private static final String DEPLOYMENT_KEY = "key-of-the-deployment-itself";
  private static final String TEAM_KEY = "key-of-the-team-alone";
  @TempDir static Path folder;
  private RunningWorker worker;

  @BeforeAll
  void start() throws Exception {
    worker =
        RunningWorker.start(
            folder, RunningWorker.SECRETS_KEY, "--ccr.worker.broker.api-key=" + DEPLOYMENT_KEY);
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @Test
  void masksWhatItGaveARunInEverythingTheRunPutsOut(CapturedOutput logs) throws Exception {
    var token = variable("the-token", "TOKEN", VALUE);

    var run = worker.submit("{\"leak\":\"TOKEN\",\"deltas\":40}", uses(token));
    StoredRun ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    String text = String.valueOf(ended.result().text());
    assertThat(text).startsWith("plain [secret:the-token].").doesNotContain("NO TOKEN");
    assertNothingOf(VALUE, text);
    String events =
        worker.events(run).stream().map(RunEvent::json).collect(Collectors.joining("\n"));
    assertThat(events).contains("from_the_future").contains("It is [secret:the-token].");
    assertNothingOf(VALUE, events);
    assertNothingOf(VALUE, logs.getAll());
    try (var spools = Files.list(folder.resolve("worker/spool"))) {
      for (var spool : spools.toList()) {
        assertNothingOf(VALUE, Files.readString(spool));
      }
    }
  }

  @Test
  void masksTheLastWordsOfARunThatFails() {
    var token = variable("failing", "TOKEN", VALUE);

    var run = worker.submit("{\"leak\":\"TOKEN\",\"no_result\":true,\"exit\":3}", uses(token));
    StoredRun ended = worker.awaitEnd(run);

    assertThat(ended.failure()).isNotNull();
    assertThat(ended.failure().code()).isEqualTo(FailureCode.CLI_CRASHED);
    assertNothingOf(VALUE, ended.failure().message());
    assertThat(worker.events(run, "log", "stderr"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.json()).contains("[secret:failing]");
          assertNothingOf(VALUE, event.json());
        });
  }

  /** Every program of the run sees it, so it is no secret to the run; to all others it is. */
  @Test
  void masksTheTokenOfTheBrokerToo() {
    var run = worker.submit("{\"leak\":\"ANTHROPIC_API_KEY\",\"deltas\":9}");
    StoredRun ended = worker.awaitEnd(run);

    assertThat(ended.result().text()).contains("[secret:model-token]");
    assertThat(worker.events(run).toString()).doesNotContain("ccr-attempt-");
  }

  @Test
  void handsSecretsOverByEnvironmentAndNeverByArgument() throws Exception {
    String value = "value-that-is-in-no-argument";
    var token = variable("environment", "TOKEN", value);

    var run = worker.submit("{\"sleep_ms\":600000}", uses(token));
    worker.awaitStatus(run, RunStatus.RUNNING);
    worker.awaitEvent(run, "session.init");

    assertThat(commandLines()).contains(run.toString()).doesNotContain(value);
    worker.cancel(run, "Enough.");
    worker.awaitEnd(run);
  }

  private static String commandLines() throws IOException {
    var all = new StringBuilder();
    try (var processes = Files.list(Path.of("/proc"))) {
      for (var process : processes.toList()) {
        try {
          all.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
          // No process, or one that has ended meanwhile.
        }
      }
    }
    return all.toString();
  }

  @Test
  void failsARunWhoseSecretIsGone() {
    var token = variable("gone", "TOKEN", VALUE);
    assertThat(worker.bean(Vault.class).delete(worker.team(), token)).isTrue();

    var ended = worker.awaitEnd(worker.submit("{}", uses(token)));

    assertFailed(ended, FailureCode.SECRET_UNAVAILABLE, token.toString(), "deleted");
  }

  @Test
  void failsARunWhoseSecretDoesNotOpenHere() {
    var token = variable("unreadable", "TOKEN", VALUE);
    worker
        .bean(JdbcTemplate.class)
        .update("update secret set kek_version = 5 where id = ?", token.value());

    var ended = worker.awaitEnd(worker.submit("{}", uses(token)));

    assertFailed(ended, FailureCode.SECRET_UNAVAILABLE, "unreadable", "version 5");
  }

  @Test
  void failsARunThatGetsOneVariableTwice() {
    var uses =
        new RunSecrets(
            List.of(variable("twice-1", "TOKEN", VALUE), variable("twice-2", "TOKEN", VALUE)),
            null);

    assertFailed(
        worker.awaitEnd(worker.submit("{}", uses)), FailureCode.SECRET_UNAVAILABLE, "TOKEN");
  }

  @Test
  void asksTheModelWithTheTeamsOwnAccount() throws Exception {
    try (var model = DemoModel.start(DemoModelOptions.forTests().withRequiredApiKey(TEAM_KEY))) {
      var right = account("right", model.baseUrl(), TEAM_KEY);
      var wrong = account("wrong", model.baseUrl(), "another-key-of-the-team");

      assertThat(asked(right)).contains(" 200 ");
      assertThat(asked(wrong)).contains(" 401 ");
      assertThat(asked(null)).contains(" 200 "); // the deployment's, at the deployment's model
    }
  }

  @Test
  void asksTheModelWithTheTeamsDefaultWhenTheRunNamesNone() throws Exception {
    try (var model = DemoModel.start(DemoModelOptions.forTests().withRequiredApiKey(TEAM_KEY));
        var closed =
            DemoModel.start(DemoModelOptions.forTests().withRequiredApiKey("nobody has it"))) {
      var account =
          new SecretUse.Provider(
              ProviderType.GATEWAY, closed.baseUrl().toString(), "x-api-key", null, null);
      var standard =
          worker.keep(
              "default",
              account,
              new SecretParts(Map.of(SecretParts.API_KEY, "refused-key")),
              true);
      try {
        assertThat(asked(null)).contains(" 401 ");
        assertThat(asked(account("own", model.baseUrl(), TEAM_KEY))).contains(" 200 ");
      } finally {
        worker.bean(Vault.class).delete(worker.team(), standard);
      }
    }
  }

  @Test
  void failsARunWhoseProviderThisVersionCannotUse() {
    var bedrock =
        worker.keep(
            "aws",
            new SecretUse.Provider(ProviderType.BEDROCK, null, null, "eu-central-1", null),
            new SecretParts(Map.of(SecretParts.API_KEY, VALUE)),
            false);

    var ended = worker.awaitEnd(worker.submit("{}", new RunSecrets(List.of(), bedrock)));

    assertFailed(ended, FailureCode.PROVIDER_UNSUPPORTED, "aws", "bedrock", "cannot use yet");
  }

  private String asked(@Nullable SecretId provider) {
    var ended =
        worker.awaitEnd(worker.submit("{\"ask\":true}", new RunSecrets(List.of(), provider)));
    return String.valueOf(ended.result().text());
  }

  private SecretId account(String name, URI model, String key) {
    var use =
        new SecretUse.Provider(ProviderType.GATEWAY, model.toString(), "x-api-key", null, null);
    return worker.keep(name, use, new SecretParts(Map.of(SecretParts.API_KEY, key)), false);
  }

  private SecretId variable(String name, String variable, String value) {
    return worker.keep(name, new SecretUse.Env(variable), SecretParts.of(value), false);
  }

  private static RunSecrets uses(SecretId id) {
    return new RunSecrets(List.of(id), null);
  }

  private static void assertFailed(StoredRun run, FailureCode code, String... words) {
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.failure()).isNotNull();
    assertThat(run.failure().code()).isEqualTo(code);
    assertThat(run.failure().message()).contains(words).doesNotContain(VALUE);
  }

  /** Neither the value nor any encoding of it, wherever lines were broken. */
  private static void assertNothingOf(String value, String text) {
    String whole = text.replace("\\n", "").replace("\n", "");
    assertThat(whole)
        .doesNotContain(value)
        .doesNotContain("s3cr%22et")
        .doesNotContain("s3cr\\\"et")
        .doesNotContain("s3cr\\\\\\\"et")
        .doesNotContain("and-42");
    for (int before = 0; before < 3; before++) {
      String encoded =
          Base64.getEncoder()
              .withoutPadding()
              .encodeToString(("x".repeat(before) + value).getBytes(StandardCharsets.UTF_8));
      String own = encoded.substring(4, encoded.length() - 1);
      assertThat(whole).doesNotContain(own).doesNotContain(own.replace('+', '-').replace('/', '_'));
    }
  }
}
