package dev.ccrunner.gateway.workers;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.idempotency.IdempotentRequests;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.WorkerId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** What operators can do with workers. */
@Service
class Workers {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);

  private final WorkerRegistry registry;
  private final IdempotentRequests requests;
  private final AuditTrail audit;
  private final ControlChannel control;
  private final WorkerSettings settings;
  private final JsonMapper json;

  Workers(
      WorkerRegistry registry,
      IdempotentRequests requests,
      AuditTrail audit,
      ControlChannel control,
      WorkerSettings settings,
      JsonMapper json) {
    this.registry = registry;
    this.requests = requests;
    this.audit = audit;
    this.control = control;
    this.settings = settings;
    this.json = json;
  }

  List<WorkerView> alive() {
    return registry.alive(settings.seenWithin()).stream().map(WorkerView::of).toList();
  }

  /** Lets a worker take no more runs, once or again. */
  Answer drain(Caller caller, String id, IdempotencyKey key) {
    WorkerId worker = WorkerId.parse(id).orElseThrow(() -> unknown(id));
    Answer answer =
        requests.once(
            caller.teamId(),
            key,
            () ->
                registry
                    .requestDrain(worker, settings.seenWithin())
                    .map(WorkerView::of)
                    .map(view -> drained(caller, view))
                    .map(view -> Answer.fresh(202, null, json.writeValueAsString(view)))
                    .orElseThrow(() -> unknown(id)));
    // What is lost here the worker learns with its next report, so nobody waits for it.
    var _ =
        control
            .send(worker, ControlMessage.drain())
            .whenComplete((_, failure) -> {
              if (failure != null) {
                log.debug("The wish that {} drains goes the slow way", worker, failure);
              }
            });
    return answer;
  }

  private WorkerView drained(Caller caller, WorkerView view) {
    String actor = AuditTrail.name(caller.actor());
    audit.record(AuditTrail.INSTALLATION, actor, AuditAction.WORKER_DRAINED, view.id(), null, view);
    return view;
  }

  private static ProblemException unknown(String id) {
    return ProblemException.of(
        ErrorCode.WORKER_NOT_FOUND,
        "Expected the id of a worker that is alive, found '%s'.".formatted(Shown.shortly(id)));
  }
}
