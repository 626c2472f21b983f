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
    assertThat(data.findValuesAsString("id"))
        .contains(alive.toString())
        .doesNotContain(gone.toString());
    assertThat(data.get(0).get("state").asString()).isEqualTo("draining");
    assertThat(data.get(0).get("busy").intValue()).isEqualTo(2);
    assertThat(data.get(0).get("slots").intValue()).isEqualTo(4);
    assertThat(data.get(0).get("cli_version").asString()).isEqualTo("2.1.0");
    assertThat(workers.json().get("next_cursor").isNull()).isTrue();
  }

  @Test
  void notesThatAWorkerIsToDrainAndTellsItWithItsNextReport() {
    var registry = GATEWAY.bean(WorkerRegistry.class);
    var id = new WorkerId(TimeOrderedIds.next());
    registry.register(new WorkerRegistration(id, "w", 4, "2.1.0", "bubblewrap", "demo"));
    assertThat(registry.seen(id, "active", 1)).isFalse();

    var client = GATEWAY.client();
    ApiResponse first = client.post("/v1/workers/" + id + "/drain", "").expect(202);
    ApiResponse second = client.post("/v1/workers/" + id + "/drain", "{}").expect(202);

    assertThat(first.text("/state")).isEqualTo("draining");
    assertThat(first.text("/id")).isEqualTo(id.toString());
    assertThat(second.text("/state")).isEqualTo("draining");
    assertThat(registry.seen(id, "active", 1)).isTrue();
    assertThat(client.get("/v1/workers").expect(200).body())
        .contains("\"id\":\"" + id + "\"")
        .contains("\"state\":\"draining\"");
    registry.gone(id);
    client.post("/v1/workers/" + id + "/drain", "").expectProblem(404, "worker_not_found");
  }

  @Test
  void drainsNoWorkerThatThereIsNot() {
    var client = GATEWAY.client();
    String nobody = new WorkerId(TimeOrderedIds.next()).toString();

    client.post("/v1/workers/" + nobody + "/drain", "").expectProblem(404, "worker_not_found");
    client.post("/v1/workers/me/drain", "").expectProblem(404, "worker_not_found").saying("me");
    client
        .post("/v1/workers/" + nobody + "/drain", "{\"force\":true}")
        .expectProblem(400, "unknown_field");
  }
}
