package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SmallPoolTest {
  /**
   * Whoever has a connection must never wait for somebody who needs one: here there are two, and
   * what is set for the caller is looked up anew all the time.
   */
  @Test
  void manySubmitsAtOnceWaitForConnectionsAndNotForEachOther() throws Exception {
    try (var gateway =
            TestGateway.start(
                Map.of(
                    "spring.datasource.hikari.maximum-pool-size", "2",
                    "ccr.limits.cache-ttl", "1ms"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ApiClient api = gateway.client();
      var submits = new ArrayList<Callable<Integer>>();
      for (int i = 0; i < 200; i++) {
        submits.add(() -> api.post("/v1/runs", "{\"prompt\":\"p\"}").status());
      }

      for (var status : threads.invokeAll(submits)) {
        assertThat(status.get()).isEqualTo(202);
      }
    }
  }
}
