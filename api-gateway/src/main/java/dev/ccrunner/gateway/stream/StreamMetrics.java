package dev.ccrunner.gateway.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted about streams. */
final class StreamMetrics {
  private final AtomicInteger subscribers = new AtomicInteger();
  private final Counter frames;
  private final Counter fallbacks;

  StreamMetrics(MeterRegistry registry) {
    Gauge.builder("sse.subscribers", subscribers, AtomicInteger::get)
        .description("Streams that are open")
        .register(registry);
    frames =
        Counter.builder("sse.frames").description("Frames written to clients").register(registry);
    fallbacks =
        Counter.builder("sse.fallbacks")
            .description("Times a client was too slow for the window and read the stored log")
            .register(registry);
  }

  /** Counts one more stream; answers how many there are now. */
  int opened() {
    return subscribers.incrementAndGet();
  }

  void closed() {
    subscribers.decrementAndGet();
  }

  void frameWritten() {
    frames.increment();
  }

  void fellBack() {
    fallbacks.increment();
  }
}
