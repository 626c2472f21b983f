package dev.ccrunner.worker;

import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredSnapshot.Kind;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;

/** A cluster of one worker at a time; each has a machine of its own, and shares the stores. */
final class WorkersInTurn implements AutoCloseable {
  private final Path folder;
  private final String[] settings;
  private final RunningWorker first;
  private RunningWorker current;
  private int number = 1;

  private WorkersInTurn(Path folder, String[] settings, RunningWorker first) {
    this.folder = folder;
    this.settings = settings;
    this.first = first;
    this.current = first;
  }

  static WorkersInTurn start(Path folder, String... settings) throws IOException {
    return new WorkersInTurn(folder, settings, RunningWorker.start(folder.resolve("1"), settings));
  }

  /** The one that does all the work. */
  RunningWorker current() {
    return current;
  }

  /** From here on another worker does all the work. */
  RunningWorker next() throws IOException {
    number++;
    var another = first.another(folder.resolve(Integer.toString(number)), settings);
    current.stop();
    current = another;
    return another;
  }

  /** Until the first tool's result and the workspace after it are kept. */
  void awaitKept(SessionId session, RunId run) {
    await()
        .atMost(RunningWorker.SOON)
        .until(() ->
            !jdbc()
                .queryForList(
                    "select no from transcript_part where session_id = ? and entries like '%tool_result%'",
                    session.value())
                .isEmpty());
    await()
        .atMost(RunningWorker.SOON)
        .until(() ->
            current.bean(SessionSnapshots.class).chain(first.team(), session).stream()
                .anyMatch(
                    snapshot -> snapshot.run().equals(run) && snapshot.kind() != Kind.BASELINE));
  }

  /**
   * As the reaper does it; for what is stored it is the same as if the worker were killed: nothing
   * of it is taken any more. It hears of it at its next renewal, and kills the child.
   */
  void loseForGood(RunId run) {
    jdbc()
        .update(
            "update run set epoch = epoch + 1, lease_owner = null, lease_until = null,"
                + " status = 'failed', failure_code = 'worker_lost', failure_message = '',"
                + " finished_at = now() where id = ?",
            run.value());
    jdbc()
        .update(
            "update session set current_number = run_count + 1 where last_run_id = ?", run.value());
  }

  /** The same, and it waits for another attempt. */
  void loseForAnotherAttempt(RunId run) {
    jdbc()
        .update(
            "update run set epoch = epoch + 1, lease_owner = null, lease_until = null,"
                + " status = 'queued', released_at = now() where id = ?",
            run.value());
  }

  JdbcTemplate jdbc() {
    return current.bean(JdbcTemplate.class);
  }

  @Override
  public void close() {
    current.stop();
    first.close();
  }
}
