package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a caller can do with the people of a team. Nobody gives a role that may more than they may
 * themselves, nor takes one away; and a team keeps an owner.
 */
@Service
class Members {
  private final MemberRepository repository;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final JsonMapper json;

  Members(
      MemberRepository repository,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      JsonMapper json) {
    this.repository = repository;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.events = events;
    this.json = json;
  }

  Page<MemberView> list(Caller caller, String teamId, QueryParameters query) {
    TeamId team = Teams.named(caller, teamId);
    var page = PageRequest.of(query, "members " + team);
    return page.page(
        repository.list(team, page.last(), page.sought()),
        MemberView::of,
        member -> member.user().value());
  }

  /** Adds an account that there is; people who have none are invited. */
  Answer add(Caller caller, String teamId, String userId, Role role, IdempotencyKey key) {
    TeamId team = Teams.named(caller, teamId);
    UserId user = UserId.parse(userId).orElseThrow(() -> unknown(userId));
    caller.requireToCover(role);
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          repository.lock(team);
          if (!repository.add(team, user, role)) {
            throw unknown(userId);
          }
          var view = MemberView.of(existing(team, userId));
          record(caller, team, AuditAction.MEMBER_ADDED, user, null, view);
          return Answer.fresh(201, null, json.writeValueAsString(view));
        });
  }

  MemberView change(Caller caller, String teamId, String userId, Role role) {
    TeamId team = Teams.named(caller, teamId);
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          repository.lock(team);
          StoredMember member = existing(team, userId);
          caller.requireToCover(member.role());
          caller.requireToCover(role);
          keepAnOwner(team, member, role);
          repository.changeRole(team, member.user(), role);
          var next = MemberView.of(existing(team, userId));
          record(
              caller, team, AuditAction.MEMBER_CHANGED, member.user(), MemberView.of(member), next);
          return next;
        }));
  }

  void remove(Caller caller, String teamId, String userId) {
    TeamId team = Teams.named(caller, teamId);
    transactions.executeWithoutResult(_ -> {
      repository.lock(team);
      StoredMember member = existing(team, userId);
      caller.requireToCover(member.role());
      keepAnOwner(team, member, null);
      repository.remove(team, member.user());
      record(caller, team, AuditAction.MEMBER_REMOVED, member.user(), MemberView.of(member), null);
    });
  }

  private void record(
      Caller caller,
      TeamId team,
      AuditAction action,
      UserId user,
      @Nullable MemberView before,
      @Nullable MemberView after) {
    audit.record(team, AuditTrail.name(caller.actor()), action, user, before, after);
    events.publishEvent(new StandingChanged());
  }

  private void keepAnOwner(TeamId team, StoredMember member, @Nullable Role next) {
    if (member.role() == Role.OWNER
        && next != Role.OWNER
        && !repository.hasOtherOwner(team, member.user())) {
      throw ProblemException.of(
          ErrorCode.LAST_OWNER,
          "Expected the team to keep an owner, but %s is the last. Make somebody else one first."
              .formatted(member.email()));
    }
  }

  private StoredMember existing(TeamId team, String userId) {
    return UserId.parse(userId)
        .flatMap(user -> repository.find(team, user))
        .orElseThrow(() -> unknown(userId));
  }

  private static ProblemException unknown(String userId) {
    return ProblemException.of(
        ErrorCode.USER_NOT_FOUND,
        "Expected the id of a user of this team, found '%s'.".formatted(Shown.shortly(userId)));
  }
}
