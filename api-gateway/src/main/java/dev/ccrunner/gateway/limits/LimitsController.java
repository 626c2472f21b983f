package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SignedIn;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.Tabular;
import dev.ccrunner.infra.postgres.UsageLimit;
import dev.ccrunner.infra.postgres.UsageLimits;
import dev.ccrunner.team.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Limits over HTTP. They are few, so there is one page. */
@RestController
@RequestMapping(path = "/v1/limits", produces = MediaType.APPLICATION_JSON_VALUE)
class LimitsController implements LimitsApi {
  private static final int MOST = 1_000_000;

  private final Limits applied;
  private final UsageLimits limits;
  private final EffectiveLimits effective;
  private final Subjects subjects;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;

  LimitsController(
      Limits applied,
      UsageLimits limits,
      EffectiveLimits effective,
      Subjects subjects,
      AuditTrail audit,
      TransactionTemplate transactions) {
    this.applied = applied;
    this.limits = limits;
    this.effective = effective;
    this.subjects = subjects;
    this.audit = audit;
    this.transactions = transactions;
  }

  @Override
  @SignedIn
  @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, Tabular.CSV})
  public LimitsView applied(Caller caller) {
    return applied.of(caller);
  }

  @Override
  @Needs(Scope.USAGE_READ)
  @GetMapping("/set")
  public Page<LimitView> all(Caller caller) {
    return new Page<>(limits.all(caller.teamId()).stream().map(LimitView::of).toList(), null);
  }

  @Override
  @Needs(Scope.USAGE_READ)
  @GetMapping("/set/{subject}")
  @Refusals({ErrorCode.SUBJECT_NOT_FOUND, ErrorCode.LIMIT_NOT_FOUND})
  public LimitView get(Caller caller, @PathVariable String subject) {
    var named = subjects.named(caller, subject);
    return limits.find(caller.teamId(), named).map(LimitView::of).orElseThrow(() -> none(named));
  }

  @Override
  @Needs(Scope.LIMITS_WRITE)
  @Audited(AuditAction.LIMITS_SET)
  @PutMapping("/set/{subject}")
  @Refusals(ErrorCode.SUBJECT_NOT_FOUND)
  public LimitView put(Caller caller, @PathVariable String subject, JsonBody body) {
    var limit = read(subjects.named(caller, subject), body.fields());
    var view = LimitView.of(limit);
    transactions.executeWithoutResult(_ -> {
      var before = limits.find(caller.teamId(), limit.subject()).map(LimitView::of).orElse(null);
      limits.put(caller.teamId(), limit);
      audit.record(caller, AuditAction.LIMITS_SET, limit.subject(), before, view);
    });
    effective.changed();
    return view;
  }

  @Override
  @Needs(Scope.LIMITS_WRITE)
  @Audited(AuditAction.LIMITS_DELETED)
  @DeleteMapping("/set/{subject}")
  @Refusals({ErrorCode.SUBJECT_NOT_FOUND, ErrorCode.LIMIT_NOT_FOUND})
  public ResponseEntity<Void> delete(Caller caller, @PathVariable String subject) {
    var named = subjects.named(caller, subject);
    transactions.executeWithoutResult(_ -> {
      var before =
          limits.find(caller.teamId(), named).map(LimitView::of).orElseThrow(() -> none(named));
      limits.delete(caller.teamId(), named);
      audit.record(caller, AuditAction.LIMITS_DELETED, named, before, null);
    });
    effective.changed();
    return ResponseEntity.noContent().build();
  }

  private static UsageLimit read(Subject subject, Fields fields) {
    var limit =
        new UsageLimit(
            subject,
            fields.integer("requests_per_minute"),
            fields.integer("submits_per_minute"),
            fields.integer("queued_runs"),
            fields.integer("concurrent_runs"));
    fields.done();
    var errors = new ArrayList<FieldError>();
    check(errors, "/requests_per_minute", 1, limit.requestsPerMinute());
    check(errors, "/submits_per_minute", 1, limit.submitsPerMinute());
    check(errors, "/queued_runs", 0, limit.queuedRuns());
    check(errors, "/concurrent_runs", 0, limit.concurrentRuns());
    if (!errors.isEmpty()) {
      throw ProblemException.ofFields(ErrorCode.INVALID_FIELD, errors);
    }
    return limit;
  }

  private static void check(
      List<FieldError> errors, String pointer, int least, @Nullable Integer found) {
    if (found != null && (found < least || found > MOST)) {
      errors.add(
          new FieldError(pointer, "Expected %d to %d, found %d.".formatted(least, MOST, found)));
    }
  }

  private static ProblemException none(Subject subject) {
    return ProblemException.of(
        ErrorCode.LIMIT_NOT_FOUND, "No limits are set for %s.".formatted(subject));
  }
}
