package dev.ccrunner.gateway.planted;

import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import org.springframework.web.bind.annotation.DeleteMapping;

/** Changes something and says nothing of it. */
public final class PlantedTracelessController {
  private PlantedTracelessController() {}

  @Needs(Scope.OPERATE)
  @DeleteMapping("/v1/planted")
  void delete() {}
}
