package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.Role;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Locale;

/**
 * Whoever has a verified address of this domain is let into that team, once.
 *
 * @param domain what stands after the @; a domain below it is another one
 * @param team the id of the team, or its name
 * @param role {@code viewer}, {@code member}, {@code admin} or {@code owner}
 */
record DomainRule(
    @NotBlank @Pattern(regexp = "[^@\\s]+") String domain,
    @NotBlank String team,
    @NotNull Role role) {
  DomainRule {
    domain = domain == null ? "" : domain.toLowerCase(Locale.ROOT);
  }
}
