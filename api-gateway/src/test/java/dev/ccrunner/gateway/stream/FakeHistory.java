package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.TeamId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A stored log of which the test says what has arrived in it. */
final class FakeHistory implements EventHistory {
  private final Map<RunId, NavigableMap<Long, RunEvent>> logs = new ConcurrentHashMap<>();
  private final Map<RunId, TeamId> teams = new ConcurrentHashMap<>();
  final AtomicInteger reads = new AtomicInteger();
  private final Map<RunId, Deque<Runnable>> afterLooks = new ConcurrentHashMap<>();
  volatile boolean broken;

  void create(TeamId team, RunId run) {
    teams.put(run, team);
    logs.put(run, new ConcurrentSkipListMap<>());
  }

  void store(RunEvent event) {
    log(event.runId()).put(event.seq(), event);
  }

  /** What happens right after each of the next looks at the run's state, one for each. */
  void afterLooks(RunId run, Runnable... events) {
    afterLooks.put(run, new ConcurrentLinkedDeque<>(List.of(events)));
  }

  @Override
  public Optional<LogState> state(TeamId team, RunId run) {
    fail();
    var state = Optional.ofNullable(teams.get(run)).filter(team::equals).map(_ -> state(log(run)));
    var next = afterLooks.getOrDefault(run, new ArrayDeque<>()).poll();
    if (next != null) {
      next.run();
    }
    return state;
  }

  private static LogState state(NavigableMap<Long, RunEvent> log) {
    if (log.isEmpty()) {
      return new LogState(RunStatus.QUEUED, 0);
    }
    RunEvent last = log.lastEntry().getValue();
    return new LogState(last.terminal() ? RunStatus.SUCCEEDED : RunStatus.RUNNING, last.seq());
  }

  @Override
  public List<RunEvent> read(TeamId team, RunId run, long after, int limit) {
    fail();
    reads.incrementAndGet();
    return log(run).tailMap(after, false).values().stream().limit(limit).toList();
  }

  private void fail() {
    if (broken) {
      throw new IllegalStateException("PostgreSQL is away");
    }
  }

  private NavigableMap<Long, RunEvent> log(RunId run) {
    return java.util.Objects.requireNonNull(logs.get(run));
  }
}
