package dev.ccrunner.gateway.identity.keys;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/** Writes down when keys were last used: one statement for all keys, once per interval. */
@Component
class LastUses implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(LastUses.class);

  private final KnownKeyRepository repository;
  private final IdentitySettings settings;
  private final Set<KeyRef> used = ConcurrentHashMap.newKeySet();

  LastUses(KnownKeyRepository repository, IdentitySettings settings) {
    this.repository = repository;
    this.settings = settings;
  }

  void note(KeyRef key) {
    used.add(key);
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedDelayTask(this::write, settings.lastUseInterval());
  }

  void write() {
    var batch = Set.copyOf(used);
    if (batch.isEmpty()) {
      return;
    }
    // A use noted between these lines is covered by the moment the statement writes.
    used.removeAll(batch);
    try {
      repository.touch(batch);
    } catch (RuntimeException e) {
      used.addAll(batch);
      log.warn("Could not note the last use of {} keys; trying again later", batch.size(), e);
    }
  }
}
