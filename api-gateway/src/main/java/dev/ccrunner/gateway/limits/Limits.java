package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.infra.postgres.UsageLimit;
import dev.ccrunner.infra.postgres.UsageLimits;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Puts together what bounds a caller. */
@Service
class Limits {
  private final EffectiveLimits effective;
  private final RequestBuckets buckets;
  private final UsageLimits usage;
  private final Budgets budgets;
  private final List<LimitSource> others;
  private final LimitSettings settings;

  Limits(
      EffectiveLimits effective,
      RequestBuckets buckets,
      UsageLimits usage,
      Budgets budgets,
      List<LimitSource> others,
      LimitSettings settings) {
    this.effective = effective;
    this.buckets = buckets;
    this.usage = usage;
    this.budgets = budgets;
    this.others = others;
    this.settings = settings;
  }

  LimitsView of(Caller caller) {
    var set = effective.of(caller);
    var limits = new ArrayList<AppliedLimit>();
    buckets.look(caller.teamId(), set.quotas(settings, true)).levels().stream()
        .map(AppliedLimit::of)
        .forEach(limits::add);
    set.set().forEach(limit -> addRuns(limits, caller, limit));
    others.forEach(other -> limits.addAll(other.of(caller)));
    return new LimitsView(
        "limits",
        limits,
        budgets.of(caller.teamId(), EffectiveLimits.subjects(caller)).stream()
            .map(BudgetView::of)
            .toList());
  }

  private void addRuns(List<AppliedLimit> limits, Caller caller, UsageLimit limit) {
    var subject = limit.subject();
    String kind = subject.kind().wireName();
    String source = CallerLimits.setFor(subject);
    if (limit.queuedRuns() != null) {
      limits.add(
          AppliedLimit.ofCount(
              kind + "_queued_runs",
              subject,
              limit.queuedRuns(),
              usage.queuedRuns(caller.teamId(), subject),
              source));
    }
    if (limit.concurrentRuns() != null) {
      limits.add(
          AppliedLimit.ofCount(
              kind + "_concurrent_runs",
              subject,
              limit.concurrentRuns(),
              usage.concurrentRuns(caller.teamId(), subject),
              source));
    }
  }
}
