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

  /** A run as PostgreSQL has it. */
  record Row(
      String run,
      int order,
      String status,
      @Nullable String failureCode,
      long lastSeq,
      long logBytes,
      long logCrc32) {}
}
