package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.infra.postgres.RunControls;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.Steering;
import dev.ccrunner.run.MessageId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.worker.WorkerId;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** What can be said to a run while it lasts. */
@Service
class RunSteering {
  private static final String RETRY_AFTER = "1";

  private final RunControls controls;
  private final RunLedger ledger;
  private final Runs runs;
  private final RunViews views;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final CancelSignals signals;
  private final SubmissionSettings settings;
  private final JsonMapper json;
  private final Clock clock;

  RunSteering(
      RunControls controls,
      RunLedger ledger,
      Runs runs,
      RunViews views,
      IdempotentRequests requests,
      AuditTrail audit,
      CancelSignals signals,
      SubmissionSettings settings,
      JsonMapper json,
      Clock clock) {
    this.controls = controls;
    this.ledger = ledger;
    this.runs = runs;
    this.views = views;
    this.requests = requests;
    this.audit = audit;
    this.signals = signals;
    this.settings = settings;
    this.json = json;
    this.clock = clock;
  }

  /** Accepts words for the run's conversation. */
  Answer say(Caller caller, RunId run, String text, IdempotencyKey key) {
    var worker = new AtomicReference<@Nullable WorkerId>();
    Answer answer =
        requests.once(
            caller.teamId(),
            key,
            () -> {
              var id = new MessageId(TimeOrderedIds.next());
              int most = settings.maxWaitingMessages();
              return switch (controls.message(
                  caller.teamId(), run, id, text, caller.actor().author(), most)) {
                case Steering.Accepted(var at, var holder) -> {
                  worker.set(holder);
                  // The words are in the run's log.
                  audit.record(
                      caller,
                      AuditAction.RUN_MESSAGED,
                      run,
                      null,
                      Map.of("message_id", id.toString()));
                  var view = new MessageView(id.toString(), "message", run.toString(), text, at);
                  yield Answer.fresh(202, null, json.writeValueAsString(view));
                }
                case Steering.NotNow(var status) -> throw notActive(run, status);
                case Steering.Full(int waiting) -> throw full(run, waiting);
                case Steering.Unknown _ -> throw Runs.unknown(run.toString());
              };
            });
    tell(run, worker.get());
    return answer;
  }

  /**
   * Ends the run's turn; a run that has not begun is cancelled, one that has ended stays as it is.
   */
  Answer interrupt(Caller caller, RunId run, IdempotencyKey key) {
    var worker = new AtomicReference<@Nullable WorkerId>();
    var cancelled = new AtomicReference<@Nullable Cancellation>();
    Answer answer =
        requests.once(
            caller.teamId(),
            key,
            () -> {
              var id = TimeOrderedIds.next();
              switch (controls.interrupt(caller.teamId(), run, id, caller.actor().author())) {
                case Steering.Accepted(_, var holder) -> {
                  worker.set(holder);
                  audit.record(caller, AuditAction.RUN_INTERRUPTED, run, null, null);
                }
                // The row is still locked, so what was seen of it holds.
                case Steering.NotNow _ -> cancelled.set(cancel(caller, run));
                case Steering.Full _ ->
                    throw new IllegalStateException("Interrupts are not counted");
                case Steering.Unknown _ -> throw Runs.unknown(run.toString());
              }
              RunView view = runs.look(caller, run);
              boolean over = RunStatus.ofWireName(view.status()).terminal();
              return Answer.fresh(over ? 200 : 202, null, views.write(view));
            });
    tell(run, worker.get());
    Cancellation happened = cancelled.get();
    if (happened != null) {
      signals.send(run, happened);
    }
    return answer;
  }

  private Cancellation cancel(Caller caller, RunId run) {
    String reason = RunOutcome.Cancelled.INTERRUPTED;
    var happened = ledger.cancel(caller.teamId(), run, reason, clock.instant());
    if (!(happened instanceof Cancellation.TooLate)) {
      audit.record(caller, AuditAction.RUN_CANCELLED, run, null, Map.of("reason", reason));
    }
    return happened;
  }

  private void tell(RunId run, @Nullable WorkerId worker) {
    if (worker != null) {
      signals.steer(run, worker);
    }
  }

  private ProblemException full(RunId run, int waiting) {
    return ProblemException.of(
            ErrorCode.TOO_MANY_MESSAGES,
            "Expected fewer than %d messages (ccr.runs.max-waiting-messages) that %s has not heard yet, found %d."
                .formatted(settings.maxWaitingMessages(), run, waiting))
        .withHeader("Retry-After", RETRY_AFTER);
  }

  private static ProblemException notActive(RunId run, RunStatus status) {
    return ProblemException.of(
        ErrorCode.RUN_NOT_ACTIVE,
        "Expected a run that is not over, found %s in status %s."
            .formatted(run, status.wireName()));
  }
}
