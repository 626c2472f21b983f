package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.NewSession;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * Begins a session with what another one has come to. Only references are copied: conversation and
 * workspace are stored contents, which never change.
 */
@Service
class SessionForks {
  private final SessionLedger ledger;
  private final SessionConversations conversations;
  private final SessionStates states;
  private final RunLedger runs;
  private final SessionTerms terms;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final JsonMapper json;

  SessionForks(
      SessionLedger ledger,
      SessionConversations conversations,
      SessionStates states,
      RunLedger runs,
      SessionTerms terms,
      IdempotentRequests requests,
      AuditTrail audit,
      JsonMapper json) {
    this.ledger = ledger;
    this.conversations = conversations;
    this.states = states;
    this.runs = runs;
    this.terms = terms;
    this.requests = requests;
    this.audit = audit;
    this.json = json;
  }

  Answer fork(Caller caller, String id, SessionForkRequest asked, IdempotencyKey key) {
    terms.check(asked.name(), asked.labels(), asked.expiresAfter());
    var source = TeamSessions.id(id);
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          // No run is added to it and none ends meanwhile, so that all of it is of one moment.
          var session =
              ledger.lock(caller.teamId(), source).orElseThrow(() -> TeamSessions.unknown(id));
          var view = SessionView.of(forkNow(caller, session, asked));
          audit.record(caller, AuditAction.SESSION_FORKED, source, null, view);
          return Answer.fresh(201, view.urls().self(), json.writeValueAsString(view));
        });
  }

  private StoredSession forkNow(Caller caller, StoredSession source, SessionForkRequest asked) {
    @Nullable RunId upTo = asked.runId() == null ? null : ended(source, asked.runId());
    if (upTo == null && source.hasOpenRuns()) {
      throw ProblemException.of(
          ErrorCode.SESSION_ACTIVE,
          "Expected a session without a run that goes on, or run_id of one that has ended, found run %d of %d in %s."
              .formatted(source.current(), source.runs(), source.id()));
    }
    // At rest it is as its last run left it, also if that run's worker was lost.
    boolean latest = upTo == null || (upTo.equals(source.lastRun()) && !source.hasOpenRuns());
    var fork = fork(caller, source, asked, upTo);
    var stored = ledger.create(fork);
    if (!states.copy(caller.teamId(), source.id(), latest ? null : upTo, fork.id())) {
      throw notKept(upTo == null ? source.lastRun() : upTo);
    }
    return stored;
  }

  private RunId ended(StoredSession source, String text) {
    var run =
        RunId.parse(text)
            .flatMap(parsed -> runs.find(source.teamId(), parsed))
            .filter(
                found -> found.session() != null && found.session().session().equals(source.id()))
            .orElseThrow(() ->
                ProblemException.at(
                    ErrorCode.INVALID_FIELD,
                    "/run_id",
                    "Expected the id of a run of this session, found '%s'."
                        .formatted(Shown.shortly(text))));
    if (!run.status().terminal()) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/run_id",
          "Expected a run that has ended, found one in status %s."
              .formatted(run.status().wireName()));
    }
    return run.id();
  }

  private static ProblemException notKept(@Nullable RunId run) {
    return ProblemException.at(
        ErrorCode.STATE_NOT_KEPT,
        "/run_id",
        "Expected a run whose conversation and working directory are kept as it left them, found %s. Those of the last runs are (ccr.session.snapshot.keep-chains), except of runs whose worker was lost."
            .formatted(run));
  }

  private NewSession fork(
      Caller caller, StoredSession source, SessionForkRequest asked, @Nullable RunId upTo) {
    Map<String, String> labels = asked.labels() == null ? source.labels() : asked.labels();
    return new NewSession(
        caller.teamId(),
        new SessionId(TimeOrderedIds.next()),
        asked.name() == null ? source.name() : terms.name(asked.name()),
        labels,
        caller.actor().author(),
        asked.expiresAfter() == null ? source.keep() : asked.expiresAfter(),
        conversationId(source, upTo),
        source.workspace(),
        new SessionOrigin(source.id(), upTo == null ? source.lastRun() : upTo));
  }

  /** The conversation keeps its name: a job has a home of its own, so they cannot meet. */
  private UUID conversationId(StoredSession source, @Nullable RunId upTo) {
    var kept =
        upTo == null
            ? conversations.find(source.teamId(), source.id())
            : conversations.find(source.teamId(), source.id(), upTo);
    return kept.map(StoredConversation::conversation).orElse(source.conversation());
  }
}
