package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.Settlement;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs of sessions, submitted and carried out without a worker. */
public final class SessionRuns {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final TestGateway gateway;
  private final TeamId team;

  public SessionRuns(TestGateway gateway, ApiClient client) {
    this.gateway = gateway;
    this.team = TeamId.parse(client.get("/v1/me").expect(200).text("/team/id")).orElseThrow();
  }

  TeamId team() {
    return team;
  }

  /** A session that has just begun. */
  public static SessionId begun(ApiClient client, String json) {
    return SessionId.parse(client.post("/v1/sessions", json).expect(201).text("/id")).orElseThrow();
  }

  public RunId submit(SessionId session, String prompt) {
    return enqueue(session, prompt);
  }

  /** A run that belongs to no session. */
  RunId submitAlone(String prompt) {
    return enqueue(null, prompt);
  }

  private RunId enqueue(@Nullable SessionId session, String prompt) {
    var run = new RunId(TimeOrderedIds.next());
    gateway
        .bean(RunLedger.class)
        .enqueue(
            new NewRun(
                team,
                run,
                session,
                spec(prompt),
                Map.of(),
                Author.of(new ApiKeyId(TimeOrderedIds.next())),
                null,
                LifecycleEvents.queued(run, NOON)),
            OutboxRecord.of(new DispatchBell(team, run)));
    return run;
  }

  public RunLease claim(RunId run) {
    var leases = gateway.bean(RunLeases.class);
    var lease =
        leases
            .claim(team, run, new WorkerId(TimeOrderedIds.next()), Duration.ofMinutes(1), "plain")
            .orElseThrow();
    if (leases.started(lease.key()) != Started.YES) {
      throw new IllegalStateException("Expected " + run + " to start");
    }
    return lease;
  }

  /** The end of a run that answers this. */
  public void end(RunLease lease, String result) {
    var outcome = new RunOutcome.Succeeded();
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(), lease.lastSeq() + 1, lease.attempt(), NOON, outcome, lease.log());
    boolean settled =
        gateway
            .bean(RunLeases.class)
            .settle(
                Settlement.of(
                        lease.key(),
                        outcome,
                        RunUsage.NONE,
                        List.of(terminal),
                        lease.log().plus(terminal))
                    .answering(new RunResult(result, null, 1, "[]")));
    if (!settled) {
      throw new IllegalStateException("Expected " + lease.key() + " to be settled");
    }
  }

  /** What a worker keeps of a session when a run of it has ended. */
  StoredConversation leave(SessionId session, RunId run) {
    var conversations = gateway.bean(SessionConversations.class);
    var snapshots = gateway.bean(SessionSnapshots.class);
    var conversation =
        new StoredConversation(
            run, UUID.randomUUID(), blob("conversation of " + run), blob("agents of " + run));
    conversations.begin(team, session, conversation);
    snapshots.begin(team, session, run, "{}", List.of(blob("workspace of " + run)));
    return conversation;
  }

  StoredBlob blob(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try {
      return gateway
          .bean(Blobs.class)
          .keep(new BlobOwner.Team(team), new ByteArrayInputStream(bytes), bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BlobRefused e) {
      throw new AssertionError(e);
    }
  }

  private static RunSpec spec(String prompt) {
    return new RunSpec(
        prompt,
        null,
        null,
        null,
        null,
        null,
        PermissionMode.DEFAULT,
        PermissionRules.NONE,
        new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
        RetryPolicy.NEVER,
        Map.of());
  }
}
