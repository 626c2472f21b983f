package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.team.TeamId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/** Writes down now and then which sessions are used, and deletes those that have ended. */
@Component
class SessionUses implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(SessionUses.class);

  private final SessionRepository repository;
  private final SignInSettings settings;
  private final Map<ByteBuffer, TeamId> used = new ConcurrentHashMap<>();

  SessionUses(SessionRepository repository, SignInSettings settings) {
    this.repository = repository;
    this.settings = settings;
  }

  void note(ByteBuffer session, TeamId team) {
    used.put(session, team);
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedDelayTask(this::write, settings.seenInterval());
    tasks.addFixedDelayTask(this::cleanUp, settings.cleanupInterval());
  }

  void write() {
    var batch = Map.copyOf(used);
    if (batch.isEmpty()) {
      return;
    }
    // Only what is as it was: a session that speaks for another team meanwhile is noted again.
    batch.forEach(used::remove);
    try {
      repository.touch(batch);
    } catch (RuntimeException e) {
      batch.forEach(used::putIfAbsent);
      log.warn("Could not note the use of {} sessions; trying again later", batch.size(), e);
    }
  }

  void cleanUp() {
    try {
      repository.deleteEnded(settings.sessionIdle());
    } catch (RuntimeException e) {
      log.warn("Could not delete sessions that have ended; trying again later", e);
    }
  }
}
