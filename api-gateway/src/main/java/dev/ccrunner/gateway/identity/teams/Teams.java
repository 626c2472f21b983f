package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.gateway.identity.TeamHeader;
import dev.ccrunner.gateway.identity.policy.TeamPolicy;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a caller can do with teams: with the one it speaks for, and with all of them when it looks
 * after the installation.
 */
@Service
class Teams {
  private static final int MAX_NAME = 100;

  private final TeamRepository repository;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final JsonMapper json;

  Teams(
      TeamRepository repository,
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

  /** Whoever makes a team is its first owner. */
  Answer create(Caller caller, JsonBody body, IdempotencyKey key) {
    var asked = Asked.read(body, null);
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          var team =
              repository.insert(new TeamId(TimeOrderedIds.next()), asked.name(), asked.policy());
          UserId owner = caller.actor().userId();
          if (owner != null) {
            repository.addOwner(team.id(), owner);
          }
          var view = TeamView.of(team);
          String actor = AuditTrail.name(caller.actor());
          audit.record(team.id(), actor, AuditAction.TEAM_CREATED, team.id(), null, view);
          events.publishEvent(new StandingChanged());
          return Answer.fresh(201, "/v1/teams/" + team.id(), json.writeValueAsString(view));
        });
  }

  Page<TeamView> list(Caller caller, QueryParameters query) {
    if (!caller.may(Scope.OPERATE) && caller.actor() instanceof Actor.Key) {
      return new Page<>(List.of(get(caller, caller.teamId().toString())), null);
    }
    UserId member = caller.may(Scope.OPERATE) ? null : caller.actor().userId();
    var page = PageRequest.of(query, "teams %s %s".formatted(caller.actor().author(), member));
    return page.page(
        repository.list(member, page.last(), page.sought()),
        TeamView::of,
        team -> team.id().value());
  }

  TeamView get(Caller caller, String id) {
    return repository
        .find(named(caller, id))
        .map(TeamView::of)
        .orElseThrow(() -> TeamHeader.unknown(id));
  }

  TeamView change(Caller caller, String id, JsonBody body) {
    TeamId team = named(caller, id);
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          StoredTeam before = repository.lock(team).orElseThrow(() -> TeamHeader.unknown(id));
          var asked = Asked.read(body, before);
          var next = TeamView.of(repository.update(team, asked.name(), asked.policy()));
          String actor = AuditTrail.name(caller.actor());
          audit.record(team, actor, AuditAction.TEAM_CHANGED, team, TeamView.of(before), next);
          events.publishEvent(new StandingChanged());
          return next;
        }));
  }

  /** The team of that id, if the caller speaks for it or looks after all. */
  static TeamId named(Caller caller, String id) {
    return TeamId.parse(id)
        .filter(team -> team.equals(caller.teamId()) || caller.may(Scope.OPERATE))
        .orElseThrow(() -> TeamHeader.unknown(id));
  }

  /** What a body says about a team; what a change does not name stays as it was. */
  private record Asked(String name, TeamPolicy policy) {
    static Asked read(JsonBody body, @Nullable StoredTeam before) {
      Fields fields = body.fields();
      String name = fields.text("name");
      boolean givesPolicy = fields.has("policy");
      var policy = PolicyRequest.read(fields.object("policy"));
      fields.done();
      var errors = new ArrayList<FieldError>();
      if (name == null && before != null) {
        name = before.name();
      }
      if (name == null || name.isBlank() || name.length() > MAX_NAME) {
        errors.add(
            new FieldError("/name", "Expected a name of 1 to %d characters.".formatted(MAX_NAME)));
        name = "";
      }
      TeamPolicy checked = givesPolicy || before == null ? policy.checked(errors) : before.policy();
      if (!errors.isEmpty()) {
        throw ProblemException.ofFields(ErrorCode.INVALID_FIELD, errors);
      }
      return new Asked(name, checked);
    }
  }
}
