package dev.ccrunner.gateway.limits;

import dev.ccrunner.team.Subject;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A limit that applies to a caller, with what is used of it. */
@Schema(name = "AppliedLimit")
public record AppliedLimit(
    @Schema(
            description =
                "As in RateLimit headers and problems: requests and submits are counted by the"
                    + " minute, runs at this moment.",
            example = "key_requests")
        String name,
    @Schema(
            description = "Whose use is counted: a key's, a user's or the team's.",
            example = "key_01kb3xw6q8e0fb2a3c4d5e6f7g")
        String subject,
    int limit,
    int used,
    int remaining,
    @Schema(description = "Seconds in which the limit fills again; null: it counts what is there.")
        @Nullable Integer windowSeconds,
    @Schema(
            description = "Where the limit comes from: a setting of the installation, or set here.",
            example = "setting ccr.limits.requests-per-key")
        String source) {

  /** Of things that are there at one moment. */
  public static AppliedLimit ofCount(
      String name, Subject subject, int limit, int used, String source) {
    return new AppliedLimit(
        name, subject.toString(), limit, used, Math.max(0, limit - used), null, source);
  }

  static AppliedLimit of(Verdict.Level level) {
    var quota = level.quota();
    int left = Math.toIntExact(Math.min(level.left(), quota.most()));
    return new AppliedLimit(
        quota.name(),
        quota.subject().toString(),
        quota.most(),
        quota.most() - left,
        left,
        Math.toIntExact(Quota.WINDOW.toSeconds()),
        quota.source());
  }
}
