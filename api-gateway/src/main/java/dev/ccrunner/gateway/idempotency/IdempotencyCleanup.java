package dev.ccrunner.gateway.idempotency;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/** Deletes answers that were kept for long enough, in batches that hold no lock for long. */
@Component
class IdempotencyCleanup implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(IdempotencyCleanup.class);

  private final IdempotencyRepository repository;
  private final IdempotencySettings settings;

  IdempotencyCleanup(IdempotencyRepository repository, IdempotencySettings settings) {
    this.repository = repository;
    this.settings = settings;
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedDelayTask(this::deleteOld, settings.cleanupInterval());
  }

  /** Deletes until nothing is left to delete. */
  int deleteOld() {
    int deleted = 0;
    try {
      int batch;
      do {
        batch = repository.deleteOlderThan(settings.keep(), settings.cleanupBatch());
        deleted += batch;
      } while (batch == settings.cleanupBatch());
    } catch (RuntimeException e) {
      log.warn("Could not delete old idempotency keys; trying again later", e);
    }
    return deleted;
  }
}
