package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.teams.GivenMemberships;
import dev.ccrunner.team.TeamId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Which teams the rules of a provider give to somebody. */
@Component
class TeamRules {
  private static final Logger log = LoggerFactory.getLogger(TeamRules.class);

  private static final BinaryOperator<Role> GREATER = BinaryOperator.maxBy(Role::compareTo);

  private final GivenMemberships memberships;

  TeamRules(GivenMemberships memberships) {
    this.memberships = memberships;
  }

  /** By what the provider says of the person. */
  Map<TeamId, Role> mapped(ProviderSettings provider, ProvidedIdentity identity) {
    var teams = new HashMap<TeamId, Role>();
    for (MappingRule rule : provider.mappings()) {
      String claim = Objects.requireNonNullElse(rule.claim(), provider.groupsClaim());
      if (identity.has(claim, rule.value())) {
        put(teams, rule.team(), rule.role());
      }
    }
    return teams;
  }

  /** By the domain of the verified address. */
  Map<TeamId, Role> ofDomain(ProviderSettings provider, ProvidedIdentity identity) {
    var teams = new HashMap<TeamId, Role>();
    String domain = identity.email().map(email -> email.text().replaceFirst("^.*@", "")).orElse("");
    for (DomainRule rule : provider.joinDomains()) {
      if (rule.domain().equals(domain)) {
        put(teams, rule.team(), rule.role());
      }
    }
    return teams;
  }

  /** A team may be made later than the rule; until then the rule gives nothing. */
  private void put(Map<TeamId, Role> teams, String team, Role role) {
    memberships
        .team(team)
        .ifPresentOrElse(
            id -> teams.merge(id, role, GREATER),
            () ->
                log.warn(
                    "A rule of ccr.oidc.providers names the team '{}', and there is not exactly one"
                        + " of that id or name; the rule is passed over",
                    team));
  }
}
