package dev.ccrunner.infra.platform;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Ends the start of a program that could not name the files of its users. A JVM takes the encoding
 * of file names from the locale of its machine, and containers often have none: then every name
 * that is not plain ASCII is an exception, in the middle of somebody's run.
 */
public final class Utf8FileNames
    implements ApplicationListener<ApplicationContextInitializedEvent> {
  private final String encoding;

  /** Looks at this JVM. */
  public Utf8FileNames() {
    this(System.getProperty("sun.jnu.encoding", ""));
  }

  Utf8FileNames(String encoding) {
    this.encoding = encoding;
  }

  @Override
  public void onApplicationEvent(ApplicationContextInitializedEvent event) {
    check();
  }

  void check() {
    if (!encoding.equalsIgnoreCase("UTF-8")) {
      throw new IllegalStateException(
          "Expected names of files in UTF-8, found %s: start this program with LC_ALL=C.UTF-8 in its environment."
              .formatted(encoding.isEmpty() ? "nothing said" : encoding));
    }
  }
}
