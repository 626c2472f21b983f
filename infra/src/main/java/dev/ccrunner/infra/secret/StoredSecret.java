package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All of a secret but the secret.
 *
 * @param name unique in its team
 * @param hint the last characters of a long value; null: none are shown
 * @param masked whether its value is long enough to be masked in what runs put out
 * @param version counts every change of it
 * @param teamDefault whether it is the account at a provider that the team's runs use by default
 * @param lastUsedAt when a run last got it, to the minute; null: never
 */
public record StoredSecret(
    TeamId team,
    SecretId id,
    String name,
    SecretUse use,
    @Nullable String description,
    @Nullable String hint,
    boolean masked,
    int version,
    boolean teamDefault,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant lastUsedAt) {}
