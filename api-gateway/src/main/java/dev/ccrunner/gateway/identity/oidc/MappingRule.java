package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.Role;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * Whoever has this value of a claim is in that team.
 *
 * @param claim its name, or the way to it with dots, as in {@code realm_access.roles}; none: the
 *     provider's {@code groups-claim}
 * @param value exactly what the claim is; of a list, one of it
 * @param team the id of the team, or its name
 * @param role {@code viewer}, {@code member}, {@code admin} or {@code owner}; of several rules for
 *     one team the greatest counts
 */
record MappingRule(
    @Nullable String claim, @NotBlank String value, @NotBlank String team, @NotNull Role role) {}
