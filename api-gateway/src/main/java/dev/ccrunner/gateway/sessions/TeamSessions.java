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
import dev.ccrunner.gateway.submission.OpenRuns;
import dev.ccrunner.gateway.submission.WorkspaceForm;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.blob.BlobsNotConfigured;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.NewSession;
import dev.ccrunner.infra.postgres.SessionEnds;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.SessionSearch;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What a team can do with its sessions. */
@Service
class TeamSessions {
  private static final String DELETED = "Its session was deleted.";

  private final SessionLedger ledger;
  private final SessionSearch search;
  private final SessionEnds ends;
  private final OpenRuns runs;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;
  private final SessionTerms terms;
  private final WorkspaceForm workspaces;
  private final KeptRuns keptRuns;
  private final SessionSettings settings;
  private final Blobs blobs;
  private final JsonMapper json;
  private final Clock clock;

  TeamSessions(
      SessionLedger ledger,
      SessionSearch search,
      SessionEnds ends,
      OpenRuns runs,
      IdempotentRequests requests,
      AuditTrail audit,
      TransactionTemplate transactions,
      SessionTerms terms,
      WorkspaceForm workspaces,
      KeptRuns keptRuns,
      SessionSettings settings,
      Blobs blobs,
      JsonMapper json,
      Clock clock) {
    this.ledger = ledger;
    this.search = search;
    this.ends = ends;
    this.runs = runs;
    this.requests = requests;
    this.audit = audit;
    this.transactions = transactions;
    this.terms = terms;
    this.workspaces = workspaces;
    this.keptRuns = keptRuns;
    this.settings = settings;
    this.blobs = blobs;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Begins a session, once however often it is sent with the same key.
   *
   * @throws BlobsNotConfigured when there is no place for what its runs will leave to the next
   */
  Answer create(Caller caller, SessionRequest asked, IdempotencyKey key) throws BlobsNotConfigured {
    blobs.expectPlace();
    terms.check(asked.name(), asked.labels(), asked.expiresAfter());
    if (asked.runId() != null && asked.workspace() != null) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/workspace",
          "Expected no workspace beside run_id, which brings one, found both.");
    }
    var workspace = workspaces.decide(caller.teamId(), asked.workspace());
    return requests.once(
        caller.teamId(),
        key,
        () -> {
          var begun = begin(caller, asked, workspace);
          var view = SessionView.of(begun);
          audit.record(caller, AuditAction.SESSION_CREATED, begun.id(), null, view);
          return Answer.fresh(201, view.urls().self(), json.writeValueAsString(view));
        });
  }

  private StoredSession begin(Caller caller, SessionRequest asked, WorkspaceSpec workspace) {
    if (asked.runId() == null) {
      return ledger.create(
          session(caller, asked, UUID.randomUUID(), workspace, SessionOrigin.NONE));
    }
    var kept = keptRuns.find(caller.teamId(), asked.runId());
    var begun =
        ledger.create(session(caller, asked, kept.conversationId(), kept.madeOf(), kept.origin()));
    keptRuns.give(kept, begun.id());
    return begun;
  }

  private NewSession session(
      Caller caller,
      SessionRequest asked,
      UUID conversation,
      WorkspaceSpec workspace,
      SessionOrigin origin) {
    return new NewSession(
        caller.teamId(),
        new SessionId(TimeOrderedIds.next()),
        terms.name(asked.name()),
        Objects.requireNonNull(asked.labels()),
        caller.actor().author(),
        terms.keep(asked.expiresAfter()),
        conversation,
        workspace,
        origin);
  }

  /** The session as it is now. */
  StoredSession look(Caller caller, String id) {
    return ledger.find(caller.teamId(), id(id)).orElseThrow(() -> unknown(id));
  }

  /** One page, newest first; of a search it may be short, and yet not the last. */
  Page<SessionView> list(Caller caller, SessionQuery query) {
    if (query.words() != null) {
      return find(caller, query, query.words());
    }
    // One more than is shown tells whether there is another page.
    var found = ledger.list(caller.teamId(), query.filter(), query.limit() + 1);
    var shown = found.stream().limit(query.limit()).toList();
    return page(shown, found.size() > shown.size() ? shown.getLast().id() : null, query);
  }

  private Page<SessionView> find(Caller caller, SessionQuery query, String words) {
    var found =
        search.search(caller.teamId(), query.filter(), words, query.limit(), settings.searchRows());
    return page(found.sessions(), found.last(), query);
  }

  private static Page<SessionView> page(
      List<StoredSession> sessions, @Nullable SessionId last, SessionQuery query) {
    return new Page<>(
        sessions.stream().map(SessionView::of).toList(),
        last == null ? null : PageCursor.after(last.value(), query.list()));
  }

  /**
   * Changes a session.
   *
   * @param expected the version it must have; null: any
   */
  StoredSession change(Caller caller, String id, @Nullable Integer expected, SessionPatch asked) {
    terms.check(asked.name(), asked.labels(), asked.expiresAfter());
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var before = locked(caller, id, expected);
          var after =
              ledger.change(
                  before.with(
                      asked.name() == null ? before.name() : terms.name(asked.name()),
                      asked.labels() == null ? before.labels() : asked.labels(),
                      archivedAt(before, asked.archived()),
                      asked.expiresAfter() == null ? before.keep() : asked.expiresAfter()));
          audit.record(
              caller,
              AuditAction.SESSION_CHANGED,
              before.id(),
              SessionView.of(before),
              SessionView.of(after));
          return after;
        }));
  }

  private @Nullable Instant archivedAt(StoredSession before, @Nullable Boolean archived) {
    if (archived == null) {
      return before.archivedAt();
    }
    return archived ? Objects.requireNonNullElseGet(before.archivedAt(), clock::instant) : null;
  }

  /**
   * Deletes a session. What of its runs goes on is cancelled, after the session is gone: so no
   * other run comes meanwhile.
   */
  void delete(Caller caller, String id, @Nullable Integer expected, boolean cancel) {
    var session =
        Objects.requireNonNull(
            transactions.execute(_ -> {
              var before = locked(caller, id, expected);
              if (before.hasOpenRuns() && !cancel) {
                throw active(before);
              }
              ends.delete(caller.teamId(), before.id());
              audit.record(
                  caller, AuditAction.SESSION_DELETED, before.id(), SessionView.of(before), null);
              return before;
            }));
    if (session.hasOpenRuns()) {
      ledger.open(caller.teamId(), session.id()).forEach(run -> runs.cancel(caller, run, DELETED));
    }
  }

  private StoredSession locked(Caller caller, String id, @Nullable Integer expected) {
    var session = ledger.lock(caller.teamId(), id(id)).orElseThrow(() -> unknown(id));
    if (expected != null && expected != session.version()) {
      throw ProblemException.of(
          ErrorCode.PRECONDITION_FAILED,
          "If-Match: expected \"%d\", found another. Read the session again before changing it."
              .formatted(session.version()));
    }
    return session;
  }

  private static ProblemException active(StoredSession session) {
    return ProblemException.of(
        ErrorCode.SESSION_ACTIVE,
        "Expected a session without a run that goes on, found run %d of %d in %s. Wait for its end, or add cancel=true."
            .formatted(session.current(), session.runs(), session.id()));
  }

  static SessionId id(String text) {
    return SessionId.parse(text).orElseThrow(() -> unknown(text));
  }

  static ProblemException unknown(String id) {
    return ProblemException.of(
        ErrorCode.SESSION_NOT_FOUND,
        "Expected the id of a session of this team, found '%s'.".formatted(Shown.shortly(id)));
  }
}
