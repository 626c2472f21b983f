package dev.ccrunner.worker.broker;

/**
 * An attempt's right to call the model; closing it revokes the right and cuts its calls under way.
 */
public interface BrokerToken extends AutoCloseable {

  /** What Claude Code gets as its API key. */
  String value();

  /** Readable also after closing. */
  AttemptMeter snapshot();

  @Override
  void close();
}
