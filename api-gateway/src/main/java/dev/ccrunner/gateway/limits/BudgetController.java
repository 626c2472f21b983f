package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Tabular;
import dev.ccrunner.infra.postgres.BudgetPeriod;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.team.Subject;
import java.math.BigDecimal;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Budgets over HTTP. They are few, so there is one page. */
@RestController
@RequestMapping(path = "/v1/budgets", produces = MediaType.APPLICATION_JSON_VALUE)
class BudgetController implements BudgetApi {
  private static final BigDecimal MOST = new BigDecimal("1000000000");
  private static final int SCALE = 6;

  private final Budgets budgets;
  private final EffectiveLimits effective;
  private final Subjects subjects;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;

  BudgetController(
      Budgets budgets,
      EffectiveLimits effective,
      Subjects subjects,
      AuditTrail audit,
      TransactionTemplate transactions) {
    this.budgets = budgets;
    this.effective = effective;
    this.subjects = subjects;
    this.audit = audit;
    this.transactions = transactions;
  }

  @Override
  @Needs(Scope.USAGE_READ)
  @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, Tabular.CSV})
  public BudgetPage all(Caller caller) {
    return new BudgetPage(budgets.all(caller.teamId()).stream().map(BudgetView::of).toList(), null);
  }

  @Override
  @Needs(Scope.USAGE_READ)
  @GetMapping("/{subject}/{period}")
  @Refusals({ErrorCode.SUBJECT_NOT_FOUND, ErrorCode.BUDGET_NOT_FOUND})
  public BudgetView get(Caller caller, @PathVariable String subject, @PathVariable String period) {
    return found(caller, subjects.named(caller, subject), named(period));
  }

  @Override
  @Needs(Scope.LIMITS_WRITE)
  @Audited(AuditAction.BUDGET_SET)
  @PutMapping("/{subject}/{period}")
  @Refusals({ErrorCode.SUBJECT_NOT_FOUND, ErrorCode.BUDGET_NOT_FOUND, ErrorCode.MISSING_FIELD})
  public BudgetView put(
      Caller caller, @PathVariable String subject, @PathVariable String period, JsonBody body) {
    var named = subjects.named(caller, subject);
    var during = named(period);
    var limit = limit(body);
    var set =
        transactions.execute(_ -> {
          var before =
              budgets.find(caller.teamId(), named, during).map(BudgetView::of).orElse(null);
          budgets.put(caller.teamId(), named, during, limit);
          var after = found(caller, named, during);
          audit.record(caller, AuditAction.BUDGET_SET, named, before, after);
          return after;
        });
    effective.changed();
    return Objects.requireNonNull(set);
  }

  @Override
  @Needs(Scope.LIMITS_WRITE)
  @Audited(AuditAction.BUDGET_DELETED)
  @DeleteMapping("/{subject}/{period}")
  @Refusals({ErrorCode.SUBJECT_NOT_FOUND, ErrorCode.BUDGET_NOT_FOUND})
  public ResponseEntity<Void> delete(
      Caller caller, @PathVariable String subject, @PathVariable String period) {
    var named = subjects.named(caller, subject);
    var during = named(period);
    transactions.executeWithoutResult(_ -> {
      var before = found(caller, named, during);
      budgets.delete(caller.teamId(), named, during);
      audit.record(caller, AuditAction.BUDGET_DELETED, named, before, null);
    });
    effective.changed();
    return ResponseEntity.noContent().build();
  }

  private BudgetView found(Caller caller, Subject subject, BudgetPeriod period) {
    return budgets
        .find(caller.teamId(), subject, period)
        .map(BudgetView::of)
        .orElseThrow(() -> none(subject, period));
  }

  private static BudgetPeriod named(String period) {
    return BudgetPeriod.parse(period)
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.BUDGET_NOT_FOUND,
                "Expected the period day or month, found '%s'.".formatted(Shown.shortly(period))));
  }

  private static BigDecimal limit(JsonBody body) {
    var fields = body.fields();
    var limit = fields.decimal("limit_usd");
    fields.done();
    if (limit == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, "/limit_usd", "Expected an amount, found none.");
    }
    if (limit.signum() < 0 || limit.compareTo(MOST) > 0 || limit.scale() > SCALE) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/limit_usd",
          "Expected 0 to %s with at most %d decimals, found %s."
              .formatted(MOST.toPlainString(), SCALE, limit.toPlainString()));
    }
    return limit;
  }

  private static ProblemException none(Subject subject, BudgetPeriod period) {
    return ProblemException.of(
        ErrorCode.BUDGET_NOT_FOUND,
        "No budget is set for %s and the %s.".formatted(subject, period.wireName()));
  }
}
