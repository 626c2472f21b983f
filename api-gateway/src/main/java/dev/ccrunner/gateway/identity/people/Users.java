package dev.ccrunner.gateway.identity.people;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.idempotency.IdempotentRequests.ShownOnce;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.gateway.identity.signin.PasswordSignIn;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a caller can do with accounts. Those of its team it sees. It may change one that is in no
 * other team: whoever could give a password to somebody else's colleague could be that colleague.
 * Who looks after the installation sees and changes all.
 */
@Service
class Users {
  private final UserRepository repository;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final ApplicationEventPublisher events;
  private final PasswordSignIn passwords;
  private final PasswordLinkSettings settings;
  private final JsonMapper json;

  Users(
      UserRepository repository,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      ApplicationEventPublisher events,
      PasswordSignIn passwords,
      PasswordLinkSettings settings,
      JsonMapper json) {
    this.repository = repository;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.events = events;
    this.passwords = passwords;
    this.settings = settings;
    this.json = json;
  }

  /**
   * Makes an account in the caller's team, with a link to choose its password by where people have
   * passwords at all.
   */
  Answer create(Caller caller, EmailAddress email, String name, Role role, IdempotencyKey key) {
    caller.requireToCover(role);
    var token = SecretToken.generate();
    return requests.onceShowing(
        caller.teamId(),
        key,
        () -> {
          var id = new UserId(TimeOrderedIds.next());
          StoredUser user =
              repository
                  .insert(caller.teamId(), id, email.text(), name, role)
                  .orElseThrow(() ->
                      ProblemException.at(
                          ErrorCode.EMAIL_TAKEN, "/email", email + " has an account already."));
          audit.record(caller, AuditAction.USER_CREATED, id, null, UserView.of(user));
          if (!passwords.on()) {
            String view = json.writeValueAsString(UserView.of(user));
            Answer answer = Answer.fresh(201, "/v1/users/" + id, view);
            return new ShownOnce(answer, answer);
          }
          repository.putPasswordLink(id, token, settings.lifetime());
          return shown(201, "/v1/users/" + id, user, token);
        });
  }

  Page<UserView> list(Caller caller, QueryParameters query) {
    boolean all = caller.may(Scope.OPERATE);
    var page = PageRequest.of(query, "users %s".formatted(all ? "everywhere" : caller.teamId()));
    var found =
        all
            ? repository.listEverywhere(page.last(), page.sought())
            : repository.list(caller.teamId(), page.last(), page.sought());
    return page.page(found, UserView::of, user -> user.id().value());
  }

  UserView get(Caller caller, String id) {
    return UserView.of(seen(caller, id));
  }

  UserView change(Caller caller, String id, UserChange asked) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          StoredUser user = manageable(caller, id);
          boolean operator = Objects.requireNonNullElse(asked.operator(), user.operator());
          boolean disabled =
              Objects.requireNonNullElse(asked.disabled(), user.disabledAt() != null);
          if (operator != user.operator()) {
            caller.require(Scope.OPERATE, "Saying who looks after the installation");
          }
          if (disabled) {
            refuseWithoutSuccessor(user);
            repository.endSessions(user.id());
          } else if (!operator) {
            keepAnOperator(user);
          }
          String name = Objects.requireNonNullElse(asked.name(), user.name());
          var next = UserView.of(repository.update(user.id(), name, operator, disabled));
          audit.record(caller, AuditAction.USER_CHANGED, user.id(), UserView.of(user), next);
          events.publishEvent(new StandingChanged());
          return next;
        }));
  }

  void delete(Caller caller, String id) {
    transactions.executeWithoutResult(_ -> {
      StoredUser user = manageable(caller, id);
      refuseWithoutSuccessor(user);
      repository.delete(user.id());
      audit.record(caller, AuditAction.USER_DELETED, user.id(), UserView.of(user), null);
    });
  }

  /** A link to choose a new password by. The old one stays good until the link is used. */
  Answer resetPassword(Caller caller, String id, IdempotencyKey key) {
    passwords.require();
    var token = SecretToken.generate();
    return requests.onceShowing(
        caller.teamId(),
        key,
        () -> {
          StoredUser user = manageable(caller, id);
          if (repository.hasIdentity(user.id())) {
            // Its provider may let it into other teams at any time, and a password with it.
            caller.require(
                Scope.OPERATE, "Giving a password to who signs in by an identity provider");
          }
          repository.putPasswordLink(user.id(), token, settings.lifetime());
          audit.record(caller, AuditAction.USER_PASSWORD_LINK_CREATED, user.id(), null, null);
          return shown(200, null, user, token);
        });
  }

  private ShownOnce shown(
      int status, @Nullable String location, StoredUser user, SecretToken token) {
    var view = UserView.of(user);
    return new ShownOnce(
        Answer.fresh(status, location, json.writeValueAsString(view.withLink(token.reveal()))),
        Answer.fresh(status, location, json.writeValueAsString(view)));
  }

  private StoredUser manageable(Caller caller, String id) {
    StoredUser user = seen(caller, id);
    Map<TeamId, Role> teams = repository.lockMemberships(user.id());
    if (caller.may(Scope.OPERATE)) {
      return user;
    }
    Role role = teams.get(caller.teamId());
    if (teams.size() != 1 || role == null || user.operator()) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "Expected an account that is this team's alone; this one is for those to change who look"
              + " after the installation.");
    }
    caller.requireToCover(role);
    return user;
  }

  private void refuseWithoutSuccessor(StoredUser user) {
    keepAnOperator(user);
    repository
        .lockMemberships(user.id())
        .forEach((team, role) -> {
          if (role == Role.OWNER && !repository.hasOtherOwner(team, user.id())) {
            throw ProblemException.of(
                ErrorCode.LAST_OWNER,
                "Expected each team to keep an owner, but %s is the last of one. Make somebody"
                        .formatted(user.email())
                    + " else one first.");
          }
        });
  }

  private void keepAnOperator(StoredUser user) {
    if (user.operator() && !repository.hasOtherOperator(user.id())) {
      throw ProblemException.of(
          ErrorCode.LAST_OWNER,
          "Expected somebody to look after the installation, but %s is the last who does."
              .formatted(user.email()));
    }
  }

  private StoredUser seen(Caller caller, String id) {
    return UserId.parse(id)
        .flatMap(user ->
            caller.may(Scope.OPERATE)
                ? repository.findAnywhere(user)
                : repository.find(caller.teamId(), user))
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.USER_NOT_FOUND,
                "Expected the id of a user of this team, found '%s'."
                    .formatted(Shown.shortly(id))));
  }
}
