package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.StoredSession;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A session as clients see it. */
@Schema(name = "RunSession")
record SessionView(
    @Schema(example = "ses_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "session") String object,
    @Nullable String name,
    @Schema(allowableValues = {"active", "idle", "archived"}) String status,
    Map<String, String> labels,
    @Schema(description = "How many runs it was given.") long runCount,
    @Nullable String lastRunId,
    @Schema(description = "What it began from; null: from nothing.")
        @Nullable ForkedFrom forkedFrom,
    @Schema(description = "The id by which claude --resume knows the conversation.")
        String claudeSessionId,
    @Schema(description = "How long it is kept after it was last used.", example = "720h")
        String expiresAfter,
    Instant expiresAt,
    String createdBy,
    Instant createdAt,
    @Schema(description = "When it was last changed, was given a run, or had one end.")
        Instant updatedAt,
    @Nullable Instant archivedAt,
    Urls urls) {

  /** What a session began from. */
  @Schema(name = "RunSessionOrigin")
  record ForkedFrom(
      @Schema(description = "Null: a run that belonged to none.") @Nullable String sessionId,
      @Schema(description = "The last run that the new session knows of.") @Nullable String runId) {
    static @Nullable ForkedFrom of(SessionOrigin origin) {
      return origin.equals(SessionOrigin.NONE)
          ? null
          : new ForkedFrom(
              origin.session() == null ? null : origin.session().toString(),
              origin.run() == null ? null : origin.run().toString());
    }
  }

  /** Where to go on. */
  @Schema(name = "RunSessionUrls")
  record Urls(String self, String runs, String events) {}

  static SessionView of(StoredSession session) {
    String self = "/v1/sessions/" + session.id();
    return new SessionView(
        session.id().toString(),
        "session",
        session.name(),
        session.status().wireName(),
        new TreeMap<>(session.labels()),
        session.runs(),
        session.lastRun() == null ? null : session.lastRun().toString(),
        ForkedFrom.of(session.origin()),
        session.conversation().toString(),
        DurationText.format(session.keep()),
        session.expiresAt(),
        session.createdBy().toString(),
        session.createdAt(),
        session.updatedAt(),
        session.archivedAt(),
        new Urls(self, self + "/runs", self + "/events"));
  }
}
