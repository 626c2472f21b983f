package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.secrets.SecretKeysView.Version;
import dev.ccrunner.infra.secret.Rewrapping;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the rotation of the keys is: for whoever runs the service. */
@RestController
@RequestMapping(path = "/v1/secret_keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "secrets")
class SecretKeysController {
  private final Rewrapping keys;

  SecretKeysController(Rewrapping keys) {
    this.keys = keys;
  }

  @Operation(
      operationId = "getSecretKeys",
      summary = "See which versions of the key are in use",
      description =
          "After a new version was added, all secrets are rewrapped with it in the background. An"
              + " older version that opens none any more may be removed.")
  @GetMapping
  @Needs(Scope.OPERATE)
  SecretKeysView get() {
    return new SecretKeysView(
        "secret_keys",
        keys.sealing().orElse(null),
        keys.keyUse().stream()
            .map(use -> new Version(use.version(), use.secrets(), use.available()))
            .toList());
  }
}
