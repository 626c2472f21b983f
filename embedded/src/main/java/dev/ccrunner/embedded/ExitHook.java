package dev.ccrunner.embedded;

import org.jspecify.annotations.Nullable;

/** Closes something when the JVM exits in an orderly way. */
record ExitHook(@Nullable Thread thread) {

  static ExitHook register(EmbeddedOptions options, AutoCloseable toClose) {
    if (!options.closeAtExit()) {
      return new ExitHook(null);
    }
    var thread =
        new Thread(
            () -> {
              try {
                toClose.close();
              } catch (Exception _) {
                // The watchdogs end what could not be stopped.
              }
            },
            "embedded-services-exit");
    Runtime.getRuntime().addShutdownHook(thread);
    return new ExitHook(thread);
  }

  /** Else each service ever started would be kept in memory until the end. */
  void forget() {
    if (thread == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException _) {
      // The JVM is exiting, perhaps in this very hook.
    }
  }
}
