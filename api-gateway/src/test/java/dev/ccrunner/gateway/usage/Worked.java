package dev.ccrunner.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.Settlement;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs that were carried out, by the same calls that a worker makes. */
final class Worked {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Worked() {}

  /** A run that {@code client} submits and that uses so much. */
  static String run(
      TestGateway gateway,
      Tenant tenant,
      ApiClient client,
      String labels,
      Map<String, ModelUse> byModel) {
    String id =
        client
            .post("/v1/runs", "{\"prompt\":\"p\",\"labels\":%s}".formatted(labels))
            .expect(202)
            .text("/id");
    var leases = gateway.bean(RunLeases.class);
    var lease =
        leases
            .claim(
                TeamId.parse(tenant.id()).orElseThrow(),
                RunId.parse(id).orElseThrow(),
                new WorkerId(TimeOrderedIds.next()),
                Duration.ofMinutes(5),
                "plain")
            .orElseThrow();
    leases.started(lease.key());
    var outcome = new RunOutcome.Succeeded();
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(), lease.lastSeq() + 1, 1, NOON, outcome, lease.log());
    var usage = RunUsage.of(byModel);
    assertThat(
            leases.settle(
                Settlement.of(
                        lease.key(), outcome, usage, List.of(terminal), lease.log().plus(terminal))
                    .using(new AttemptUse(usage, BigDecimal.ZERO, true))))
        .isTrue();
    return id;
  }

  /** As many tokens in, twice as many out, and so on, for so much. */
  static ModelUse use(long tokens, @Nullable String usd) {
    return new ModelUse(
        new TokenUsage(tokens, 2 * tokens, 3 * tokens, 4 * tokens),
        usd == null ? null : new BigDecimal(usd));
  }
}
