package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says about keys. */
@Tag(name = "api keys", description = "What programs prove with who they are.")
interface ApiKeyApi {
  String JSON = "application/json";

  @Operation(
      operationId = "createApiKey",
      summary = "Make an API key",
      description =
          "Only this answer has the key itself; a repetition with the same Idempotency-Key has"
              + " null in its place. A key never may more than whoever made it.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = NewKey.class),
                      examples =
                          @ExampleObject(
                              name = "key of a pipeline",
                              value =
                                  """
                                  {"name":"CI","service":true,"scopes":["runs:read","runs:write"],
                                  "allowed_ips":["10.0.0.0/8"],"max_permission_mode":"acceptEdits"}\
                                  """))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "Made.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = ApiKeyView.class))))
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "listApiKeys",
      summary = "List API keys, newest first",
      description = "One's own; with keys:manage all of the team. Revoked ones are among them.",
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<ApiKeyView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(operationId = "getApiKey", summary = "Look at an API key")
  ApiKeyView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  @Operation(
      operationId = "changeApiKey",
      summary = "Change an API key",
      description =
          "What is not named stays; null takes a bound away. All gateways know of it within a"
              + " second.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = KeyChange.class))))
  ApiKeyView change(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body);

  @Operation(
      operationId = "revokeApiKey",
      summary = "Revoke an API key",
      description = "For good. All gateways know of it within a second. May be repeated.",
      responses = @ApiResponse(responseCode = "204", description = "It is revoked."))
  ResponseEntity<Void> revoke(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  @Operation(
      operationId = "rotateApiKey",
      summary = "Replace an API key",
      description =
          "It keeps its id and all that it may. Both, the new key and the one before, are good"
              + " until the overlap is over; one from before an earlier rotation ends now.",
      requestBody =
          @RequestBody(
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = Rotation.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Replaced; only this answer has the new key.",
              headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = ApiKeyView.class))))
  ResponseEntity<String> rotate(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  /** The body of a creation, for the description. */
  @Schema(name = "ApiKeyRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record NewKey(
      @Schema(minLength = 1, maxLength = 100) String name,
      @Schema(description = "For a service instead of oneself; takes keys:manage.")
          @Nullable Boolean service,
      @Schema(
              description =
                  "What it may. [\"*\"], for one's own keys only: whatever you may yourself.")
          List<String> scopes,
      @Schema(type = "string", format = "date-time") @Nullable String expiresAt,
      @Schema(description = "Addresses or ranges such as 10.0.0.0/8.")
          @Nullable List<String> allowedIps,
      @Schema(allowableValues = {"default", "acceptEdits", "plan", "bypassPermissions", "dontAsk"})
          @Nullable String maxPermissionMode) {}

  /** The body of a change, for the description. */
  @Schema(name = "ApiKeyChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record KeyChange(
      @Schema(minLength = 1, maxLength = 100) @Nullable String name,
      @Nullable List<String> scopes,
      @Schema(type = "string", format = "date-time") @Nullable String expiresAt,
      @Nullable List<String> allowedIps,
      @Schema(allowableValues = {"default", "acceptEdits", "plan", "bypassPermissions", "dontAsk"})
          @Nullable String maxPermissionMode) {}

  /** The body of a rotation, for the description. */
  @Schema(name = "ApiKeyRotation", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Rotation(
      @Schema(
              description = "How long the key from before goes on; 24h when absent.",
              example = "24h")
          @Nullable String overlap) {}
}
