package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import dev.ccrunner.infra.postgres.UsageSum;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks up what people, keys and teams in a report are called, as far as its reader may know. */
@Component
class UsageNames {
  private final UsageNamesRepository repository;

  UsageNames(UsageNamesRepository repository) {
    this.repository = repository;
  }

  /** By id; what is not in them has no name, or one that is not for this caller. */
  record Found(Map<UUID, String> emails, Map<UUID, String> keys, Map<UUID, String> teams) {
    @Nullable String email(UUID user) {
      return emails.get(user);
    }

    @Nullable String key(UUID key) {
      return keys.get(key);
    }

    @Nullable String team(UUID team) {
      return teams.get(team);
    }
  }

  Found in(List<UsageSum> rows, Caller caller, UsageQuery query) {
    var team = caller.teamId();
    return new Found(
        caller.may(Scope.MEMBERS_READ) || query.ofAll()
            ? find(
                rows,
                query,
                Plain.USER,
                query.ofAll() ? repository::emailsOfAll : users -> repository.emails(team, users))
            : Map.of(),
        caller.may(Scope.KEYS_MANAGE) || query.ofAll()
            ? find(
                rows,
                query,
                Plain.KEY,
                query.ofAll() ? repository::keyNamesOfAll : keys -> repository.keyNames(team, keys))
            : Map.of(),
        find(rows, query, Plain.TEAM, repository::teamNames));
  }

  private static Map<UUID, String> find(
      List<UsageSum> rows,
      UsageQuery query,
      Plain dimension,
      Function<Collection<UUID>, Map<UUID, String>> names) {
    int place = query.by().indexOf(dimension);
    if (place < 0) {
      return Map.of();
    }
    var ids =
        rows.stream()
            .map(row -> row.group().get(place))
            .filter(id -> !id.isEmpty())
            .map(UUID::fromString)
            .distinct()
            .toList();
    return ids.isEmpty() ? Map.of() : names.apply(ids);
  }
}
