package dev.ccrunner.gateway.workers;

import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The workers of the cluster. They are few, so there is one page. */
@RestController
@Tag(name = "workers", description = "The processes that carry out runs.")
class WorkerController {
  private final WorkerRegistry registry;
  private final WorkerSettings settings;

  WorkerController(WorkerRegistry registry, WorkerSettings settings) {
    this.registry = registry;
    this.settings = settings;
  }

  @Operation(operationId = "listWorkers", summary = "List the workers that are alive")
  @GetMapping(path = "/v1/workers", produces = MediaType.APPLICATION_JSON_VALUE)
  Page<WorkerView> list() {
    var workers = registry.alive(settings.seenWithin()).stream().map(WorkerView::of).toList();
    return new Page<>(workers, null);
  }
}
