package dev.ccrunner.gateway.identity.signin;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Passwords and sessions.
 *
 * @param password whether people sign in with passwords; without, there must be a provider below
 *     {@code ccr.oidc.providers}
 * @param minPasswordLength characters of the shortest password that may be chosen
 * @param argon2Memory what Argon2id fills for one password; 19 MiB at least
 * @param argon2Iterations how often it goes over it; 2 at least
 * @param argon2Parallelism lanes of one password; all are computed one after the other
 * @param hashesAtOnce how many passwords are looked at at once, and so how much memory and how many
 *     processors they can take
 * @param hashWait how long a sign-in waits for its turn before it is answered 503
 * @param sessionIdle a session ends when it is not used for so long
 * @param sessionLifetime and at the latest then
 * @param sessionsPerUser one more sign-in ends the oldest session
 * @param sessionCacheTtl how long a session that was just looked up is believed, and so how long
 *     one that was ended elsewhere goes on working on a gateway that has just seen it; at most 1 s
 * @param sessionCacheSize how many sessions are remembered at once
 * @param seenInterval how often is written down which sessions were used, all of them in one go
 * @param cleanupInterval how often sessions and links that have ended are deleted
 */
@Validated
@ConfigurationProperties("ccr.sign-in")
record SignInSettings(
    @DefaultValue("true") boolean password,
    @Min(8) @Max(200) @DefaultValue("12") int minPasswordLength,
    @NotNull @DefaultValue("19MB") DataSize argon2Memory,
    @Min(2) @Max(100) @DefaultValue("2") int argon2Iterations,
    @Min(1) @Max(16) @DefaultValue("1") int argon2Parallelism,
    @Min(1) @Max(64) @DefaultValue("2") int hashesAtOnce,
    @NotNull @DurationMin(millis = 1) @DefaultValue("3s") Duration hashWait,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("24h") Duration sessionIdle,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("14d") Duration sessionLifetime,
    @Min(1) @Max(10_000) @DefaultValue("50") int sessionsPerUser,
    @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 1) @DefaultValue("1s")
        Duration sessionCacheTtl,
    @Min(1) @Max(1_000_000) @DefaultValue("10000") int sessionCacheSize,
    @NotNull @DurationMin(millis = 100) @DefaultValue("30s") Duration seenInterval,
    @NotNull @DurationMin(millis = 100) @DefaultValue("10m") Duration cleanupInterval) {
  private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(19);

  SignInSettings {
    if (argon2Memory.compareTo(LEAST_MEMORY) < 0) {
      throw new IllegalArgumentException(
          "Expected ccr.sign-in.argon2-memory to be at least %s, found %s"
              .formatted(LEAST_MEMORY, argon2Memory));
    }
    if (sessionIdle.compareTo(seenInterval) <= 0) {
      throw new IllegalArgumentException(
          "Expected ccr.sign-in.session-idle (%s) to be longer than ccr.sign-in.seen-interval (%s)"
              .formatted(sessionIdle, seenInterval));
    }
  }
}
