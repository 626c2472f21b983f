package dev.ccrunner.worker;

import static org.awaitility.Awaitility.await;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.demomodel.RecordedRequest;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.kafka.DispatchBells;
import dev.ccrunner.infra.kafka.DispatchTopic;
import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.NewSession;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.RunControls;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.Steering;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.infra.secret.Keeping;
import dev.ccrunner.infra.secret.NewSecret;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.MessageId;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestPostgres;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.wire.DispatchBell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A whole worker on real services with a database of its own; only Claude Code is the fake. */
final class RunningWorker implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(60);

  /** A setting for those who keep secrets. */
  static final String SECRETS_KEY =
      "--ccr.secrets.keys=1:" + Base64.getEncoder().encodeToString(new byte[32]);

  private static final int MAX_WAITING = 100;
  private static final Author KEY = Author.of(new ApiKeyId(TimeOrderedIds.next()));

  private final TeamId team;
  private final TestDatabase database;
  private final DemoModel model;
  private final boolean modelIsOurs;
  private final List<String> shared;
  private final ConfigurableApplicationContext context;

  private RunningWorker(
      TeamId team,
      TestDatabase database,
      DemoModel model,
      boolean modelIsOurs,
      List<String> shared,
      ConfigurableApplicationContext context) {
    this.team = team;
    this.database = database;
    this.model = model;
    this.modelIsOurs = modelIsOurs;
    this.shared = shared;
    this.context = context;
  }

  /**
   * With these settings besides; a share group of its own, so that no other worker takes its runs.
   */
  static RunningWorker start(Path folder, String... settings) throws IOException {
    var model = DemoModel.start(DemoModelOptions.forTests());
    var database = TestServices.postgres().newDatabase();
    var shared =
        List.of(
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--spring.kafka.bootstrap-servers=" + TestServices.kafka().bootstrapServers(),
            "--spring.data.redis.url=" + TestServices.redis().uri(),
            "--ccr.worker.claim.group=" + TestServices.kafka().newName("workers"),
            "--ccr.worker.broker.model-base-url=" + model.baseUrl(),
            "--ccr.blobs.directory=" + folder.resolve("blobs"));
    var context = run(folder, shared, settings);
    // The gateway's duty; the first look may find a Kafka that has only just started.
    await().atMost(SOON).until(context.getBean(DispatchTopic.class)::ensure);
    var worker =
        new RunningWorker(
            new TeamId(TimeOrderedIds.next()), database, model, true, shared, context);
    context
        .getBean(JdbcTemplate.class)
        .update("insert into team (id, name) values (?, 'test')", worker.team.value());
    return worker;
  }

  /** Another worker of the same cluster; it may outlive this one if that is only stopped. */
  RunningWorker another(Path folder, String... settings) throws IOException {
    return new RunningWorker(team, database, model, false, shared, run(folder, shared, settings));
  }

  private static ConfigurableApplicationContext run(
      Path folder, List<String> shared, String... settings) throws IOException {
    var all = new ArrayList<>(shared);
    all.addAll(
        List.of(
            "--server.port=0",
            "--ccr.worker.data=" + folder.resolve("worker"),
            "--ccr.worker.claude-bin=" + FakeCli.install(folder.resolve("cli")),
            "--ccr.lease.ttl=9s",
            "--ccr.lease.renew-every=1s",
            "--ccr.lease.margin=2s",
            // However busy the machine is: no test is about one that could not be frozen in time.
            "--ccr.worker.warm.freeze-within=20s"));
    all.addAll(List.of(settings));
    // Given twice, a setting would be both: what comes later wins.
    var byName = new LinkedHashMap<String, String>();
    all.forEach(setting -> byName.put(setting.substring(0, setting.indexOf('=')), setting));
    return WorkerApplication.application().run(byName.values().toArray(String[]::new));
  }

  /** A run that carries out this script. */
  RunId submit(String script) {
    var run = enqueue(script);
    ring(run);
    return run;
  }

  /** The same with secrets of the team. */
  RunId submit(String script, RunSecrets secrets) {
    var run = enqueue(script, secrets);
    ring(run);
    return run;
  }

  /** That run. */
  RunId submit(RunSpec spec) {
    var run = enqueue(spec);
    ring(run);
    return run;
  }

  /** A run that no worker knows of until its bell is rung. */
  RunId enqueue(String script) {
    return enqueue(script, RunSecrets.NONE);
  }

  private RunId enqueue(String script, RunSecrets secrets) {
    return enqueue(spec(script, secrets));
  }

  private RunId enqueue(RunSpec spec) {
    var run = new RunId(TimeOrderedIds.next());
    ledger()
        .enqueue(
            new NewRun(team, run, spec, Map.of(), KEY, LifecycleEvents.queued(run, Instant.now())),
            new OutboxRecord(
                TimeOrderedIds.next(), team, Topics.DISPATCH, run.toString(), bell(run)));
    return run;
  }

  /** A session whose runs begin in an empty directory. */
  SessionId session() {
    var session = new SessionId(TimeOrderedIds.next());
    bean(SessionLedger.class)
        .create(
            new NewSession(
                team,
                session,
                null,
                Map.of(),
                KEY,
                Duration.ofDays(1),
                UUID.randomUUID(),
                WorkspaceSpec.EMPTY,
                SessionOrigin.NONE));
    return session;
  }

  /** The session's next run, with these words as its prompt. */
  RunId submit(SessionId session, String prompt) {
    return submit(session, asking(prompt, RunSecrets.NONE));
  }

  /** The session's next run. */
  RunId submit(SessionId session, RunSpec spec) {
    var run = new RunId(TimeOrderedIds.next());
    ledger()
        .enqueue(
            new NewRun(
                team,
                run,
                session,
                spec,
                Map.of(),
                KEY,
                null,
                LifecycleEvents.queued(run, Instant.now())),
            new OutboxRecord(
                TimeOrderedIds.next(), team, Topics.DISPATCH, run.toString(), bell(run)));
    ring(run);
    return run;
  }

  void ring(RunId run) {
    bean(DispatchBells.class).ring(Topics.DISPATCH, run.toString(), bell(run)).join();
  }

  private String bell(RunId run) {
    return new DispatchBell(team, run).encode();
  }

  private static RunSpec spec(String script, RunSecrets secrets) {
    return asking(FakeCli.prompt(script), secrets);
  }

  /** With these words and nothing besides. */
  static RunSpec saying(String prompt) {
    return asking(prompt, RunSecrets.NONE);
  }

  static RunSpec asking(String prompt, RunSecrets secrets) {
    return new RunSpec(
        prompt,
        "sonnet",
        null,
        null,
        null,
        null,
        PermissionMode.ACCEPT_EDITS,
        PermissionRules.NONE,
        new RunLimits(null, null, Duration.ofMinutes(5), Duration.ofMinutes(1)),
        RetryPolicy.NEVER,
        Map.of(),
        secrets,
        RunInput.PLAIN,
        WorkspaceSpec.EMPTY,
        OutputSpec.DEFAULT,
        List.of());
  }

  /** The bodies of all requests to the model so far. */
  List<String> requests() {
    return model.requests().stream().map(RecordedRequest::body).toList();
  }

  TeamId team() {
    return team;
  }

  /** A secret of the team. */
  SecretId keep(String name, SecretUse use, SecretParts parts, boolean teamDefault) {
    var id = new SecretId(TimeOrderedIds.next());
    var kept =
        bean(Vault.class).create(new NewSecret(team, id, name, null, use, parts, teamDefault), 100);
    if (!(kept instanceof Keeping.Kept)) {
      throw new AssertionError("expected the secret to be kept, found " + kept);
    }
    return id;
  }

  MessageId say(RunId run, String text) {
    var id = new MessageId(TimeOrderedIds.next());
    var said = bean(RunControls.class).message(team, run, id, text, KEY, MAX_WAITING);
    if (!(said instanceof Steering.Accepted)) {
      throw new AssertionError("expected the message to be accepted, found " + said);
    }
    return id;
  }

  Steering trySay(RunId run, MessageId id, String text) {
    return bean(RunControls.class).message(team, run, id, text, KEY, MAX_WAITING);
  }

  Steering interrupt(RunId run) {
    return bean(RunControls.class).interrupt(team, run, TimeOrderedIds.next(), KEY);
  }

  void cancel(RunId run, String reason) {
    var _ = ledger().cancel(team, run, reason, Instant.now());
  }

  void awaitStatus(RunId run, RunStatus status) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .until(() -> find(run).status() == status);
  }

  /** Until the log has an event of that type. */
  void awaitEvent(RunId run, String type) {
    await()
        .atMost(SOON)
        .until(() -> events(run).stream().anyMatch(event -> event.type().equals(type)));
  }

  StoredRun awaitEnd(RunId run) {
    return await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .until(() -> find(run), found -> found.status().terminal());
  }

  StoredRun find(RunId run) {
    return ledger().find(team, run).orElseThrow();
  }

  List<RunEvent> events(RunId run) {
    return bean(EventStore.class).read(team, run, 0, 10_000);
  }

  /** Those events that hold {@code part}. */
  List<RunEvent> events(RunId run, String type, String part) {
    return events(run).stream()
        .filter(event -> event.type().equals(type) && event.json().contains(part))
        .toList();
  }

  /** All processes that bear the run's name in command line or environment. */
  static List<Long> processesOf(RunId run) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .map(ProcessHandle::pid)
        .filter(pid -> bears(pid, "cmdline", run) || bears(pid, "environ", run))
        .toList();
  }

  private static boolean bears(long pid, String file, RunId run) {
    try {
      return Files.readString(
              Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1)
          .contains(run.toString());
    } catch (IOException _) {
      return false; // it has ended meanwhile, or is another user's
    }
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  private RunLedger ledger() {
    return bean(RunLedger.class);
  }

  /** To its database, as somebody else. */
  Connection connect() throws SQLException {
    return database.connect();
  }

  /** Its PostgreSQL is away until the answer is closed. */
  TestPostgres.Away withoutPostgres() {
    return TestServices.postgres().away(database);
  }

  /** Ends the worker; what it shares with others stays. */
  void stop() {
    context.close();
  }

  @Override
  public void close() {
    stop();
    if (modelIsOurs) {
      model.close();
    }
  }
}
