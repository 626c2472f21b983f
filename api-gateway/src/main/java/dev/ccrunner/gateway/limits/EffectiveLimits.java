package dev.ccrunner.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.infra.postgres.UsageLimit;
import dev.ccrunner.infra.postgres.UsageLimits;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What is set for callers, remembered for a moment, so that a busy client costs one look a second.
 */
@Component
class EffectiveLimits {
  private static final Logger log = LoggerFactory.getLogger(EffectiveLimits.class);

  private final UsageLimits limits;
  private final Budgets budgets;
  private final Cache<Who, CallerLimits> recent;

  EffectiveLimits(UsageLimits limits, Budgets budgets, LimitSettings settings) {
    this.limits = limits;
    this.budgets = budgets;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheSize())
            .expireAfterWrite(settings.cacheTtl())
            .build();
  }

  private record Who(TeamId team, List<Subject> subjects) {}

  /** Everything that is set for the caller. */
  CallerLimits of(Caller caller) {
    return recent.get(new Who(caller.teamId(), subjects(caller)), this::look);
  }

  /** The same where it must not fail: without PostgreSQL everybody has what the settings say. */
  CallerLimits ifKnown(Caller caller) {
    try {
      return of(caller);
    } catch (RuntimeException e) {
      log.debug("Limits cannot be looked up; the settings' are used", e);
      return new CallerLimits(subjects(caller).stream().map(UsageLimit::none).toList(), false);
    }
  }

  /** For whom counts what the caller does. */
  static List<Subject> subjects(Caller caller) {
    return Subject.of(caller.teamId(), caller.actor().author());
  }

  /** Something was changed by this gateway, and holds here at once. */
  void changed() {
    recent.invalidateAll();
  }

  private CallerLimits look(Who who) {
    var set =
        limits.of(who.team(), who.subjects()).stream()
            .collect(Collectors.toMap(UsageLimit::subject, Function.identity()));
    return new CallerLimits(
        who.subjects().stream()
            .map(subject -> set.getOrDefault(subject, UsageLimit.none(subject)))
            .toList(),
        !budgets.of(who.team(), who.subjects()).isEmpty());
  }
}
