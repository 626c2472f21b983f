package dev.ccrunner.local.up;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first asks for an orderly stop, the next ends at once.
 * A shutdown hook could not do that: while hooks run, the JVM no longer listens to signals.
 *
 * <p>The JDK's signal class has been in the supported module jdk.unsupported since there are
 * modules, but javac warns of it in a way nothing can silence; hence by reflection.
 */
final class StopSignals {

  /** As a shell counts it: 128 and the number of the signal. */
  private static final int INTERRUPTED = 130;

  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicInteger count = new AtomicInteger();
  private final Runnable onFirst;

  private StopSignals(Runnable onFirst) {
    this.onFirst = onFirst;
  }

  /**
   * @param onFirst told at the first signal, in the thread of the signal
   */
  static StopSignals listen(Runnable onFirst) {
    var signals = new StopSignals(onFirst);
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handlerType = Class.forName("sun.misc.SignalHandler");
      var handler =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  signals.onSignal();
                }
                return null;
              });
      var handle = signal.getMethod("handle", signal, handlerType);
      for (var name : NAMES) {
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JVM does not let us handle signals", e);
    }
    return signals;
  }

  private void onSignal() {
    if (count.incrementAndGet() == 1) {
      onFirst.run();
      asked.countDown();
      return;
    }
    // The services' watchdogs stop what we leave.
    Runtime.getRuntime().halt(INTERRUPTED);
  }

  void await() throws InterruptedException {
    asked.await();
  }

  boolean received() {
    return count.get() > 0;
  }
}
