package dev.ccrunner.gateway.identity.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.TestGateway;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebSecurityTest {
  private final TestGateway gateway = TestGateway.shared();

  /** To time each filter and each command of Redis as well would cost more than they do. */
  @Test
  void timesTheWholeRequestAndNoneOfItsSteps() {
    gateway.client().get("/v1/runs").expect(200);

    await().untilAsserted(() -> assertThat(meters()).contains("http.server.requests"));
    assertThat(meters())
        .noneMatch(name -> name.startsWith("spring.security"))
        .noneMatch(name -> name.startsWith("lettuce") || name.startsWith("redis"));
  }

  @Test
  void tellsBrowsersToBeCareful() {
    var answer = gateway.client().get("/v1/runs").expect(200);

    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
  }

  private List<String> meters() {
    return gateway.bean(MeterRegistry.class).getMeters().stream()
        .map(meter -> meter.getId().getName())
        .toList();
  }
}
