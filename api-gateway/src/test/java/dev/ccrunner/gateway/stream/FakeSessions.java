package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.postgres.NumberedRun;
import dev.ccrunner.infra.postgres.SessionLook;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.QueryTimeoutException;

/** Sessions of which the test says which runs they have. */
final class FakeSessions implements SessionHistory {
  private final Map<SessionId, NavigableMap<Long, RunId>> sessions = new ConcurrentHashMap<>();
  private final Set<SessionId> archived = ConcurrentHashMap.newKeySet();
  final AtomicInteger looks = new AtomicInteger();
  volatile boolean broken;

  void create(SessionId session) {
    sessions.put(session, new ConcurrentSkipListMap<>());
  }

  void add(SessionId session, RunId run) {
    var runs = runs(session);
    runs.put(runs.isEmpty() ? 1 : runs.lastKey() + 1, run);
  }

  void archive(SessionId session) {
    archived.add(session);
  }

  void delete(SessionId session) {
    sessions.remove(session);
  }

  @Override
  public Optional<Boolean> open(TeamId team, SessionId session) {
    fail();
    return sessions.containsKey(session)
        ? Optional.of(!archived.contains(session))
        : Optional.empty();
  }

  @Override
  public Optional<NumberedRun> runAfter(TeamId team, SessionId session, long after) {
    fail();
    return Optional.ofNullable(runs(session).higherEntry(after))
        .map(entry -> new NumberedRun(entry.getKey(), entry.getValue()));
  }

  @Override
  public List<SessionLook> withNews(Collection<SessionLook> asked) {
    looks.incrementAndGet();
    return asked.stream()
        .filter(look ->
            !sessions.containsKey(look.session())
                || archived.contains(look.session())
                || runs(look.session()).higherKey(look.number()) != null)
        .toList();
  }

  private void fail() {
    if (broken) {
      throw new QueryTimeoutException("PostgreSQL is away");
    }
  }

  private NavigableMap<Long, RunId> runs(SessionId session) {
    return sessions.getOrDefault(session, new ConcurrentSkipListMap<>());
  }
}
