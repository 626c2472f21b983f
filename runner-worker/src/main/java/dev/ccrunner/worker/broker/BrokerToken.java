package dev.ccrunner.worker.broker;

import java.time.Duration;

/**
 * An attempt's right to call the model; closing it revokes the right and cuts its calls under way.
 */
public interface BrokerToken extends AutoCloseable {

  /** What Claude Code gets as its API key. */
  String value();

  /**
   * To be called when a call has to be refused because there is no money for it. The call is held
   * back for {@code grace} first: whoever is told can end the turn in good order meanwhile, so that
   * what it has done is kept. Without it, the refusal comes at once.
   */
  void whenMoneyIsGone(Runnable told, Duration grace);

  /** Readable also after closing. */
  AttemptMeter snapshot();

  @Override
  void close();
}
