package dev.ccrunner.gateway.limits;

import dev.ccrunner.infra.postgres.UsageLimit;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is set for a key, a user or a team. */
@Schema(name = "Limit")
record LimitView(
    @Schema(allowableValues = "limit") String object,
    @Schema(example = "key_01kb3xw6q8e0fb2a3c4d5e6f7g") String subject,
    @Schema(description = "Null: the installation's setting.") @Nullable Integer requestsPerMinute,
    @Schema(description = "Null: the installation's setting.") @Nullable Integer submitsPerMinute,
    @Schema(description = "Null: no limit of its own.") @Nullable Integer queuedRuns,
    @Schema(description = "Null: no limit of its own.") @Nullable Integer concurrentRuns) {

  static LimitView of(UsageLimit limit) {
    return new LimitView(
        "limit",
        limit.subject().toString(),
        limit.requestsPerMinute(),
        limit.submitsPerMinute(),
        limit.queuedRuns(),
        limit.concurrentRuns());
  }
}
