package dev.ccrunner.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.WorkerRegistration;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.worker.WorkerId;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  @Test
  void showsWorkersThatAreAlive() {
    var registry = GATEWAY.bean(WorkerRegistry.class);
    var alive = new WorkerId(TimeOrderedIds.next());
    var gone = new WorkerId(TimeOrderedIds.next());
    for (var id : new WorkerId[] {alive, gone}) {
      registry.register(new WorkerRegistration(id, "w", 4, "2.1.0", "bubblewrap", "demo"));
    }
    assertThat(registry.seen(alive, "draining", 2)).isFalse();
    registry.gone(gone);

    ApiResponse workers = GATEWAY.client().get("/v1/workers").expect(200);

    var data = workers.json().get("data");
    assertThat(data.findValuesAsString("id")).containsExactly(alive.toString());
    assertThat(data.get(0).get("state").asString()).isEqualTo("draining");
    assertThat(data.get(0).get("busy").intValue()).isEqualTo(2);
    assertThat(data.get(0).get("slots").intValue()).isEqualTo(4);
    assertThat(data.get(0).get("cli_version").asString()).isEqualTo("2.1.0");
    assertThat(workers.json().get("next_cursor").isNull()).isTrue();
  }
}
