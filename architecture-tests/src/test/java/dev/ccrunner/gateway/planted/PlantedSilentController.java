package dev.ccrunner.gateway.planted;

import org.springframework.web.bind.annotation.GetMapping;

/** A violator: nobody knows for whom its handler is. */
public final class PlantedSilentController {
  @GetMapping("/v1/planted")
  String get() {
    return "";
  }
}
