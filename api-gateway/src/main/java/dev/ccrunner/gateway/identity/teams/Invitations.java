package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.idempotency.IdempotentRequests.ShownOnce;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.InvitationId;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Invitations into the caller's team: links that somebody hands on, since nobody sends mail. */
@Service
class Invitations {
  private final InvitationRepository repository;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final InvitationSettings settings;
  private final JsonMapper json;

  Invitations(
      InvitationRepository repository,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      InvitationSettings settings,
      JsonMapper json) {
    this.repository = repository;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.settings = settings;
    this.json = json;
  }

  Answer invite(Caller caller, EmailAddress email, Role role, IdempotencyKey key) {
    caller.requireToCover(role);
    var token = SecretToken.generate();
    return requests.onceShowing(
        caller.teamId(),
        key,
        () -> {
          refuseSenseless(caller, email);
          var invitation =
              repository.insert(
                  caller.teamId(),
                  email.text(),
                  role,
                  caller.actor().author(),
                  new InvitationId(TimeOrderedIds.next()),
                  token,
                  settings.lifetime());
          var view = InvitationView.of(invitation);
          audit.record(caller, AuditAction.INVITATION_CREATED, view.id(), null, view);
          return new ShownOnce(made(view.withLink(token.reveal())), made(view));
        });
  }

  private void refuseSenseless(Caller caller, EmailAddress email) {
    if (repository.hasMember(caller.teamId(), email.text())) {
      throw ProblemException.at(
          ErrorCode.EMAIL_TAKEN, "/email", email + " is in this team already.");
    }
    int open = repository.open(caller.teamId());
    if (open >= settings.maxOpen()) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "Expected fewer than %d open invitations of a team (ccr.invitations.max-open), found %d."
              .formatted(settings.maxOpen(), open));
    }
  }

  private Answer made(InvitationView view) {
    return Answer.fresh(201, "/v1/invitations/" + view.id(), json.writeValueAsString(view));
  }

  Page<InvitationView> list(Caller caller, QueryParameters query) {
    var page = PageRequest.of(query, "invitations " + caller.teamId());
    return page.page(
        repository.list(caller.teamId(), page.last(), page.sought()),
        InvitationView::of,
        invitation -> invitation.id().value());
  }

  InvitationView get(Caller caller, String id) {
    return repository
        .find(caller.teamId(), id(id))
        .map(InvitationView::of)
        .orElseThrow(() -> unknown(id));
  }

  /** Takes it back; of one that was accepted only the trace is deleted. */
  void withdraw(Caller caller, String id) {
    transactions.executeWithoutResult(_ -> {
      var before = get(caller, id);
      if (!repository.delete(caller.teamId(), id(id))) {
        throw unknown(id);
      }
      audit.record(caller, AuditAction.INVITATION_WITHDRAWN, before.id(), before, null);
    });
  }

  private static InvitationId id(String text) {
    return InvitationId.parse(text).orElseThrow(() -> unknown(text));
  }

  private static ProblemException unknown(String text) {
    return ProblemException.of(
        ErrorCode.INVITATION_NOT_FOUND,
        "Expected the id of an invitation of this team, found '%s'."
            .formatted(Shown.shortly(text)));
  }
}
