package dev.ccrunner.infra.away;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Lets a program begin when PostgreSQL is there. It comes before the program's beans are made,
 * since the first of them migrate the schema; and because nothing has been started yet, a signal to
 * stop ends the process at once. Kafka and Redis are not waited for: without them the program
 * starts, and each part that needs them connects when they come.
 *
 * <p>Only an absence is waited for. Wrong credentials will not get better by themselves, so they
 * end the start with their message.
 */
public final class AwaitPostgres
    implements ApplicationListener<ApplicationContextInitializedEvent> {
  private static final Logger log = LoggerFactory.getLogger(AwaitPostgres.class);

  /**
   * Classes of SQL states: no connection, too many of them, starting up or stopping; and a database
   * that is not created yet.
   */
  private static final Set<String> AWAY = Set.of("08", "53", "57", "3D");

  private final Function<String, WaitingAnswer> answers;

  /**
   * @param answers by path, while the program waits
   */
  public AwaitPostgres(Function<String, WaitingAnswer> answers) {
    this.answers = answers;
  }

  @Override
  public void onApplicationEvent(ApplicationContextInitializedEvent event) {
    var context = event.getApplicationContext();
    var settings = context.getEnvironment();
    String url = settings.getProperty("spring.datasource.url");
    // Without an address there is nobody to wait for, and Spring says what is missing.
    if (url != null && absence(url, settings) != null) {
      await(url, context);
    }
  }

  private void await(String url, ConfigurableApplicationContext context) {
    var settings = context.getEnvironment();
    var pause = settings(settings).retryEvery();
    var outage = new Outage();
    try (var _ = WaitingServer.open(settings, answers)) {
      var absence = Optional.ofNullable(absence(url, settings));
      while (absence.isPresent()) {
        String why = absence.get();
        outage
            .failed()
            .ifPresent(soFar ->
                log.warn(
                    "Waiting for PostgreSQL at {}, for {} s so far: {} This program begins by itself when it comes",
                    where(url),
                    soFar.toSeconds(),
                    why));
        // Never counted down: waiting on it is the pause.
        boolean _ = new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS);
        absence = Optional.ofNullable(absence(url, settings));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SpringApplication.AbandonedRunException(context);
    }
    outage
        .over()
        .ifPresent(waited ->
            log.info("PostgreSQL is there after {} s; this program starts", waited.toSeconds()));
  }

  /** Why PostgreSQL cannot be used yet; null when it can, or when waiting would not help. */
  private static @Nullable String absence(String url, Environment settings) {
    var properties = new Properties();
    set(properties, "user", settings.getProperty("spring.datasource.username"));
    set(properties, "password", settings.getProperty("spring.datasource.password"));
    var seconds = Long.toString(settings(settings).connectTimeout().toSeconds());
    set(properties, "connectTimeout", seconds);
    set(properties, "loginTimeout", seconds);
    set(properties, "socketTimeout", seconds);
    try (Connection _ = DriverManager.getConnection(url, properties)) {
      return null;
    } catch (SQLException e) {
      String state = e.getSQLState();
      boolean away = state != null && state.length() == 5 && AWAY.contains(state.substring(0, 2));
      return away ? e.getMessage() : null;
    }
  }

  private static void set(Properties properties, String key, @Nullable String value) {
    if (value != null) {
      properties.setProperty(key, value);
    }
  }

  private static StartSettings settings(Environment settings) {
    return Binder.get(settings).bindOrCreate("ccr.start", StartSettings.class);
  }

  /** The address without what may stand around it: a password could be among the parameters. */
  static String where(String url) {
    return url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "").replaceFirst("//[^/]*@", "//");
  }
}
