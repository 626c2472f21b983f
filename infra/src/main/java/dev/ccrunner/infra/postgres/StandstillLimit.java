package dev.ccrunner.infra.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Gives every connection of the pool its limit for transactions that stand still. */
final class StandstillLimit implements BeanPostProcessor {
  private final Duration atMost;

  StandstillLimit(Duration atMost) {
    this.atMost = atMost;
  }

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof HikariDataSource pool) {
      pool.setConnectionInitSql("set idle_in_transaction_session_timeout = " + atMost.toMillis());
    }
    return bean;
  }
}
