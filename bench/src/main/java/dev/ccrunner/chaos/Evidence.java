package dev.ccrunner.chaos;

import dev.ccrunner.event.RunEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All there is to judge by, taken after the end. Runs are named by their outer form.
 *
 * @param answered the runs that gateways answered 202 with, by number of the order
 * @param runs the rows
 * @param logs the stored events of each run, by seq
 * @param watched what clients saw
 * @param alive epochs of one run whose processes lived at the same time
 * @param orphans what is left of processes, in words
 */
record Evidence(
    Map<Integer, Set<String>> answered,
    List<Row> runs,
    Map<String, List<RunEvent>> logs,
    List<Watched> watched,
    Map<String, Set<Long>> alive,
    List<String> orphans) {

  /**
   * A run as PostgreSQL has it.
   *
   * @param turn null: it belongs to no session
   */
  record Row(
      String run,
      int order,
      String status,
      @Nullable String failureCode,
      long lastSeq,
      long logBytes,
      long logCrc32,
      @Nullable Turn turn) {
    /** One that belongs to no session. */
    Row(
        String run,
        int order,
        String status,
        @Nullable String failureCode,
        long lastSeq,
        long logBytes,
        long logCrc32) {
      this(run, order, status, failureCode, lastSeq, logBytes, logCrc32, null);
    }
  }

  /**
   * A run's place in a session.
   *
   * @param answer what it said at its end; null: nothing
   */
  record Turn(String session, long number, @Nullable String answer) {}
}
