package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.dispatch.BellRinger;
import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.limits.SubmitLimits;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.SessionRefusedException;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.wire.DispatchBell;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What a team can do with its runs. */
@Service
class Runs {
  /** A page is read in portions, so that its bound in bytes is noticed in time. */
  private static final int PORTION = 20;

  private final RunLedger ledger;
  private final QueueBound queue;
  private final SecretsOfRun secrets;
  private final FilesOfRun files;
  private final SessionsOfRun sessions;
  private final SubmitLimits limits;
  private final BellRinger bells;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final RunViews views;
  private final CancelSignals signals;
  private final SubmissionSettings settings;
  private final Clock clock;
  private final Faults faults;

  Runs(
      RunLedger ledger,
      QueueBound queue,
      SecretsOfRun secrets,
      FilesOfRun files,
      SessionsOfRun sessions,
      SubmitLimits limits,
      BellRinger bells,
      IdempotentRequests requests,
      AuditTrail audit,
      RunViews views,
      CancelSignals signals,
      SubmissionSettings settings,
      Clock clock,
      Faults faults) {
    this.ledger = ledger;
    this.queue = queue;
    this.secrets = secrets;
    this.files = files;
    this.sessions = sessions;
    this.limits = limits;
    this.bells = bells;
    this.requests = requests;
    this.audit = audit;
    this.views = views;
    this.signals = signals;
    this.settings = settings;
    this.clock = clock;
    this.faults = faults;
  }

  /** Refuses what only the team's own objects show to be wrong. */
  void check(Caller caller, Admission.Admitted admitted) {
    secrets.check(caller.teamId(), admitted.spec());
    files.check(caller.teamId(), admitted);
    checkSession(caller, admitted);
  }

  private void checkSession(Caller caller, Admission.Admitted admitted) {
    SessionId session = admitted.session();
    if (session != null) {
      sessions.check(caller.teamId(), session, admitted.bringsWorkspace());
    }
  }

  /** Accepts a run: the run, its bell and the answer are in one transaction. */
  Accepted submit(Caller caller, Admission.Admitted admitted, IdempotencyKey key) {
    var id = new RunId(TimeOrderedIds.next());
    OutboxRecord bell = OutboxRecord.of(new DispatchBell(caller.teamId(), id));
    Supplier<RunSpec> spec = taken(caller, admitted);
    Runnable admission = limits.admission(caller);
    var held = new AtomicBoolean();
    Answer answer =
        requests.once(
            caller.teamId(),
            key,
            () -> {
              secrets.check(caller.teamId(), admitted.spec());
              checkSession(caller, admitted);
              NewRun run = newRun(caller, id, spec.get(), admitted);
              // Here, since an answer that is only given again takes no place, and since what is
              // refused here leaves nothing behind, not even its key.
              admission.run();
              queue.admit(caller.teamId());
              StoredRun stored = enqueue(run, bell);
              files.hold(run.teamId(), run.id(), run.spec());
              held.set(stored.statusReason() != null);
              return Answer.fresh(202, RunViews.path(stored), views.write(views.of(stored, null)));
            });
    faults.reach(FaultPoint.SUBMIT_COMMITTED);
    if (!answer.replayed() && !held.get()) {
      bells.ring(bell);
    }
    return new Accepted(id, answer);
  }

  private StoredRun enqueue(NewRun run, OutboxRecord bell) {
    try {
      return ledger.enqueue(run, bell);
    } catch (SessionRefusedException e) {
      // It was archived or deleted after the check.
      throw sessions.refusal(e);
    }
  }

  /**
   * The run with its files. A refusal waits until it is asked for: a run that was accepted before
   * is answered with what it was answered then, whatever has become of its files.
   */
  private Supplier<RunSpec> taken(Caller caller, Admission.Admitted admitted) {
    try {
      RunSpec spec = files.take(caller.teamId(), admitted);
      return () -> spec;
    } catch (ProblemException e) {
      return () -> {
        throw e;
      };
    }
  }

  /** A run that was accepted now, or the answer that was given when it was. */
  record Accepted(RunId run, Answer answer) {}

  /** The run, with its place in the queue. */
  RunView look(Caller caller, RunId id) {
    StoredRun run = existing(caller, id);
    Integer position =
        run.status() == RunStatus.QUEUED ? ledger.queuePosition(caller.teamId(), id) : null;
    return views.of(run, position);
  }

  /** One page, newest first; shorter than asked for when its runs are large. */
  Page<RunView> list(Caller caller, RunQuery query) {
    var page = new ArrayList<StoredRun>();
    long size = 0;
    while (true) {
      RunId last = page.isEmpty() ? null : page.getLast().id();
      int portion = Math.min(PORTION, query.limit() - page.size());
      // One more than is shown tells whether there is another page.
      var runs = ledger.list(caller.teamId(), query.filterAfter(last), portion + 1);
      int shown = 0;
      while (shown < Math.min(portion, runs.size()) && size < settings.maxPageSize().toBytes()) {
        size += size(runs.get(shown));
        page.add(runs.get(shown));
        shown++;
      }
      boolean more = runs.size() > shown;
      boolean full = page.size() == query.limit() || size >= settings.maxPageSize().toBytes();
      if (!more || full) {
        var views = page.stream().map(run -> this.views.of(run, null)).toList();
        var next = more ? PageCursor.after(page.getLast().id().value(), query.list()) : null;
        return new Page<>(views, next);
      }
    }
  }

  /** Cancels a run, once or again; one that has ended stays as it is. */
  Answer cancel(Caller caller, RunId id, String reason, IdempotencyKey key) {
    var consequence = new AtomicReference<@Nullable Cancellation>();
    Answer answer =
        requests.once(
            caller.teamId(),
            key,
            () -> {
              var cancelled = ledger.cancel(caller.teamId(), id, reason, clock.instant());
              consequence.set(cancelled);
              if (!(cancelled instanceof Cancellation.TooLate)) {
                audit.record(caller, AuditAction.RUN_CANCELLED, id, null, Map.of("reason", reason));
              }
              RunView run = look(caller, id);
              boolean over = RunStatus.ofWireName(run.status()).terminal();
              return Answer.fresh(over ? 200 : 202, null, views.write(run));
            });
    Cancellation happened = consequence.get();
    if (happened != null) {
      signals.send(id, happened);
    }
    return answer;
  }

  /** The id in {@code text}; a text that is none names no run. */
  static RunId id(String text) {
    return RunId.parse(text).orElseThrow(() -> unknown(text));
  }

  private StoredRun existing(Caller caller, RunId id) {
    return ledger.find(caller.teamId(), id).orElseThrow(() -> unknown(id.toString()));
  }

  static ProblemException unknown(String id) {
    return ProblemException.of(
        ErrorCode.RUN_NOT_FOUND,
        "Expected the id of a run of this team, found '%s'.".formatted(Shown.shortly(id)));
  }

  private NewRun newRun(Caller caller, RunId id, RunSpec spec, Admission.Admitted admitted) {
    return new NewRun(
        caller.teamId(),
        id,
        admitted.session(),
        spec,
        admitted.labels(),
        caller.actor().author(),
        admitted.expiresAfter(),
        LifecycleEvents.queued(id, clock.instant()));
  }

  private static long size(StoredRun run) {
    String text = run.result().text();
    String structured = run.result().structuredJson();
    return RunAdmission.bytes(run.spec().prompt())
        + (text == null ? 0 : RunAdmission.bytes(text))
        + (structured == null ? 0 : RunAdmission.bytes(structured));
  }
}
