package dev.ccrunner.gateway.health;

import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whether this gateway has been told to stop. */
@Component
class Stopping {
  private final ApplicationContext own;
  private volatile boolean begun;

  Stopping(ApplicationContext own) {
    this.own = own;
  }

  /** Heard before anything is stopped. The port for metrics has a context too, and closes it. */
  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void onClosed(ContextClosedEvent event) {
    if (event.getApplicationContext().equals(own)) {
      begun = true;
    }
  }

  boolean begun() {
    return begun;
  }
}
