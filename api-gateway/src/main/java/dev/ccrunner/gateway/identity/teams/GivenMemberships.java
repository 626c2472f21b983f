package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Memberships that somebody gets by the word of an identity provider. What people have given by
 * hand is left alone, and a team keeps an owner. To be called in one transaction: {@link #lock}
 * first, {@link #record} last.
 */
@Service
public class GivenMemberships {
  private static final Logger log = LoggerFactory.getLogger(GivenMemberships.class);

  private final MemberRepository members;
  private final GivenMembershipRepository given;
  private final AuditTrail audit;
  private final ApplicationEventPublisher events;

  GivenMemberships(
      MemberRepository members,
      GivenMembershipRepository given,
      AuditTrail audit,
      ApplicationEventPublisher events) {
    this.members = members;
    this.given = given;
    this.audit = audit;
    this.events = events;
  }

  /** What has changed in a team, to be written down. */
  public record Change(
      TeamId team, AuditAction action, @Nullable MemberView before, @Nullable MemberView after) {}

  /** The team of that id, or the only one of that name. */
  public Optional<TeamId> team(String idOrName) {
    List<TeamId> named = given.teams(TeamId.parse(idOrName).orElse(null), idOrName);
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  /** Nobody else changes who is in these teams, and in the person's own, until the end. */
  public void lock(UserId user, Collection<TeamId> some, Collection<TeamId> others) {
    var teams = new TreeSet<TeamId>(Comparator.comparing(TeamId::value));
    teams.addAll(some);
    teams.addAll(others);
    teams.addAll(given.teamsOf(user));
    teams.forEach(members::lock);
  }

  /** Joins, changes and leaves teams, so that what the issuer gives is exactly {@code wanted}. */
  public List<Change> bringUpToDate(UserId user, String issuer, Map<TeamId, Role> wanted) {
    var changes = new ArrayList<Change>();
    wanted.forEach((team, role) -> give(team, user, issuer, role).ifPresent(changes::add));
    for (TeamId team : given.givenBy(issuer, user)) {
      if (!wanted.containsKey(team)) {
        takeAway(team, user).ifPresent(changes::add);
      }
    }
    return changes;
  }

  private Optional<Change> give(TeamId team, UserId user, String issuer, Role role) {
    StoredMember before = members.find(team, user).orElse(null);
    if (before == null) {
      given.add(team, user, role, issuer);
      return Optional.of(change(AuditAction.MEMBER_ADDED, team, user, null));
    }
    if (!issuer.equals(before.issuer())
        || before.role() == role
        || isLastOwner(team, before, "made " + role.wireName())) {
      return Optional.empty();
    }
    given.changeRole(team, user, role);
    return Optional.of(change(AuditAction.MEMBER_CHANGED, team, user, before));
  }

  private Optional<Change> takeAway(TeamId team, UserId user) {
    StoredMember before = members.find(team, user).orElseThrow();
    if (isLastOwner(team, before, "taken out")) {
      return Optional.empty();
    }
    members.remove(team, user);
    return Optional.of(change(AuditAction.MEMBER_REMOVED, team, user, before));
  }

  private boolean isLastOwner(TeamId team, StoredMember member, String meant) {
    boolean last = member.role() == Role.OWNER && !members.hasOtherOwner(team, member.user());
    if (last) {
      log.warn(
          "By its identity provider {} should be {} in {}, but is its last owner and stays so; make"
              + " somebody else one",
          member.user(),
          meant,
          team);
    }
    return last;
  }

  /** Accepts the invitations that are open for the address. */
  public List<Change> acceptFor(UserId user, EmailAddress email) {
    var changes = new ArrayList<Change>();
    given
        .acceptInvitations(email)
        .forEach((team, role) -> {
          members.add(team, user, role);
          changes.add(new Change(team, AuditAction.INVITATION_ACCEPTED, null, null));
        });
    return changes;
  }

  /** Joins each team that the person was never let into, nor put into by hand, before. */
  public List<Change> joinOnce(UserId user, Map<TeamId, Role> wanted) {
    var changes = new ArrayList<Change>();
    wanted.forEach((team, role) -> {
      StoredMember member = members.find(team, user).orElse(null);
      if (member != null && member.issuer() != null) {
        return; // While the provider's groups give more, this waits.
      }
      if (given.noteJoin(team, user) && member == null) {
        members.add(team, user, role);
        changes.add(change(AuditAction.MEMBER_ADDED, team, user, null));
      }
    });
    return changes;
  }

  private Change change(
      AuditAction action, TeamId team, UserId user, @Nullable StoredMember before) {
    return new Change(
        team,
        action,
        before == null ? null : MemberView.of(before),
        members.find(team, user).map(MemberView::of).orElse(null));
  }

  /** Team by team in the order of their ids, as everybody does who locks the logs of several. */
  public void record(List<Change> changes, UserId user, String provider) {
    if (!changes.isEmpty()) {
      events.publishEvent(new StandingChanged());
    }
    changes.stream()
        .sorted(Comparator.comparing(change -> change.team().value()))
        .forEach(change -> {
          boolean own = change.action() == AuditAction.INVITATION_ACCEPTED;
          String actor = own ? user.toString() : "oidc:" + provider;
          audit.record(
              change.team(), actor, change.action(), user, change.before(), change.after());
        });
  }
}
