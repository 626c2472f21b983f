package dev.ccrunner.infra.events;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the {@code run.*} events. Gateway, worker and reaper all write some of them, so their form
 * is settled here.
 */
public final class LifecycleEvents {
  private static final JsonMapper JSON = JsonMapper.shared();

  private LifecycleEvents() {}

  /** The first event of every log. */
  public static RunEvent queued(RunId run, Instant at) {
    return event(run, 1, 0, EventType.RUN_QUEUED, at, Map.of());
  }

  /** A worker has claimed the run. */
  public static RunEvent starting(
      RunId run, long seq, int attempt, Instant at, String worker, String sandboxLevel) {
    var data = new LinkedHashMap<String, Object>();
    data.put("worker_id", worker);
    data.put("sandbox", sandboxLevel);
    return event(run, seq, attempt, EventType.RUN_STARTING, at, data);
  }

  /** Claude Code has been started. */
  public static RunEvent running(RunId run, long seq, int attempt, Instant at) {
    return event(run, seq, attempt, EventType.RUN_RUNNING, at, Map.of());
  }

  /**
   * The worker of an attempt is gone; {@code next} is {@code queued}, {@code failed} or {@code
   * cancelled}.
   */
  public static RunEvent attemptLost(RunId run, long seq, int attempt, Instant at, String next) {
    return event(run, seq, attempt, EventType.RUN_ATTEMPT_LOST, at, Map.of("next", next));
  }

  /**
   * An attempt has ended, and another one follows.
   *
   * @param failure how it ended
   */
  public static RunEvent attemptFailed(
      RunId run, long seq, int attempt, Instant at, RunFailure failure) {
    var data = new LinkedHashMap<String, Object>();
    data.put("next", RunStatus.QUEUED.wireName());
    data.put("failure", described(failure));
    return event(run, seq, attempt, EventType.RUN_ATTEMPT_LOST, at, data);
  }

  /**
   * The last event of a log.
   *
   * @param before length and checksum of all events before it
   */
  public static RunEvent ended(
      RunId run, long seq, int attempt, Instant at, RunOutcome outcome, LogChecksum before) {
    return switch (outcome) {
      case RunOutcome.Succeeded _ ->
          event(run, seq, attempt, EventType.RUN_SUCCEEDED, at, closing(seq, before, null, null));
      case RunOutcome.Failed(var failure) ->
          event(run, seq, attempt, EventType.RUN_FAILED, at, closing(seq, before, failure, null));
      case RunOutcome.Cancelled(var reason) ->
          event(run, seq, attempt, EventType.RUN_CANCELLED, at, closing(seq, before, null, reason));
    };
  }

  private static Map<String, Object> closing(
      long seq, LogChecksum before, @Nullable RunFailure failure, @Nullable String reason) {
    var data = new LinkedHashMap<String, Object>();
    if (failure != null) {
      data.put("failure", described(failure));
    }
    if (reason != null) {
      data.put("reason", reason);
    }
    data.put("last_seq", seq);
    data.put("bytes", before.bytes());
    data.put("crc32", before.crc32());
    return data;
  }

  private static Map<String, Object> described(RunFailure failure) {
    var described = new LinkedHashMap<String, Object>();
    described.put("code", failure.code().wireName());
    described.put("message", failure.message());
    described.put("retryable", failure.code().retryable());
    return described;
  }

  private static RunEvent event(
      RunId run, long seq, int attempt, EventType type, Instant at, Map<String, Object> data) {
    return RunEvent.of(run, seq, attempt, type, at, JSON.writeValueAsString(data));
  }
}
