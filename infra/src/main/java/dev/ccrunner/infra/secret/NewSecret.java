package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import org.jspecify.annotations.Nullable;

/**
 * A secret as it is made.
 *
 * @param teamDefault whether the team's runs use it by default; only for accounts at a provider
 */
public record NewSecret(
    TeamId team,
    SecretId id,
    String name,
    @Nullable String description,
    SecretUse use,
    SecretParts parts,
    boolean teamDefault) {}
