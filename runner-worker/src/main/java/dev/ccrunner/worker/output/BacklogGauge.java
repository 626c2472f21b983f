package dev.ccrunner.worker.output;

/** Counts what all logs of this worker have not yet stored, so that the flusher wakes in time. */
interface BacklogGauge {
  void grown(long bytes);

  void shrunk(long bytes);
}
