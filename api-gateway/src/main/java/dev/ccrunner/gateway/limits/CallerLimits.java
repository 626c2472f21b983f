package dev.ccrunner.gateway.limits;

import dev.ccrunner.infra.postgres.UsageLimit;
import dev.ccrunner.team.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is set for a caller.
 *
 * @param set one for each of its subjects, the narrowest first; without a value where nothing is
 *     set
 * @param budgeted whether there is a budget for any of them
 */
record CallerLimits(List<UsageLimit> set, boolean budgeted) {
  CallerLimits {
    set = List.copyOf(set);
  }

  /**
   * The quotas that a request counts for.
   *
   * @param submit whether it submits a run
   */
  List<Quota> quotas(LimitSettings settings, boolean submit) {
    var quotas = new ArrayList<Quota>();
    for (var limit : set) {
      var kind = limit.subject().kind();
      add(
          quotas,
          limit.subject(),
          "requests",
          limit.requestsPerMinute(),
          switch (kind) {
            case KEY -> settings.requestsPerKey();
            case USER -> null;
            case TEAM -> settings.requestsPerTeam();
          });
      if (submit) {
        add(
            quotas,
            limit.subject(),
            "submits",
            limit.submitsPerMinute(),
            switch (kind) {
              case KEY -> settings.submitsPerKey();
              case USER, TEAM -> null;
            });
      }
    }
    return quotas;
  }

  private static void add(
      List<Quota> quotas,
      Subject subject,
      String what,
      @Nullable Integer set,
      @Nullable Integer otherwise) {
    String kind = subject.kind().wireName();
    if (set != null) {
      quotas.add(new Quota(kind + "_" + what, subject, set, setFor(subject)));
    } else if (otherwise != null) {
      quotas.add(
          new Quota(
              kind + "_" + what,
              subject,
              otherwise,
              "setting ccr.limits." + what + "-per-" + kind));
    }
  }

  /** As {@code source} says it. */
  static String setFor(Subject subject) {
    return "set for this " + subject.kind().words();
  }
}
