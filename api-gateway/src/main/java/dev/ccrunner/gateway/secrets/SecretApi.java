package dev.ccrunner.gateway.secrets;

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

/**
 * What the API's description says about secrets; kept apart, so that the controller can be read.
 */
@Tag(
    name = "secrets",
    description = "What runs need and nobody may read: values go in and never come out again.")
interface SecretApi {
  String JSON = "application/json";

  @Operation(
      operationId = "createSecret",
      summary = "Keep a secret",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SecretRequest.class),
                      examples = {
                        @ExampleObject(
                            name = "variable",
                            value =
                                """
                                {"name":"npm-token","kind":"env","env_name":"NPM_TOKEN","value":"npm_…",
                                "description":"Read access to our packages"}\
                                """),
                        @ExampleObject(
                            name = "git",
                            value =
                                """
                                {"name":"git-bot","kind":"git","hosts":["git.example.org"],
                                "username":"x-access-token","value":"…"}\
                                """),
                        @ExampleObject(
                            name = "provider",
                            value =
                                """
                                {"name":"llm-gateway","kind":"provider","team_default":true,"provider":
                                {"type":"gateway","base_url":"https://llm.example.org","authorization":"bearer","api_key":"…"}}\
                                """)
                      })),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "It is kept.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "ETag", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SecretView.class))))
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "listSecrets",
      summary = "List secrets, newest first",
      parameters = {
        @Parameter(
            name = "kind",
            in = ParameterIn.QUERY,
            description = "Only secrets of this kind.",
            schema = @Schema(type = "string"))
      },
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<SecretView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "getSecret",
      summary = "Look at a secret",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "All of it but its value.",
              headers = @Header(name = "ETag", schema = @Schema(type = "string"))))
  ResponseEntity<SecretView> get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  @Operation(
      operationId = "changeSecret",
      summary = "Change a secret",
      description =
          "Fields that are absent stay as they are. What a secret is used for (env_name, hosts,"
              + " username, provider) changes only together with its value, so that nobody can send"
              + " a value that they cannot read to a place of their own. Runs that start from now"
              + " on get the new value.",
      parameters =
          @Parameter(
              name = "If-Match",
              in = ParameterIn.HEADER,
              description = "The ETag of the secret that was read; another one is answered 412.",
              schema = @Schema(type = "string")),
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SecretPatch.class),
                      examples =
                          @ExampleObject(name = "new value", value = "{\"value\":\"npm_…\"}"))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The secret as it is now, without its value.",
              headers = @Header(name = "ETag", schema = @Schema(type = "string"))))
  ResponseEntity<SecretView> change(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "deleteSecret",
      summary = "Delete a secret",
      description = "Runs that have it go on; runs that wait with it will fail.",
      responses = @ApiResponse(responseCode = "204", description = "It is gone."))
  ResponseEntity<Void> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  /** The body of a change, for the description; it is read as a create is, without the kind. */
  @Schema(name = "SecretPatch", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record SecretPatch(
      @Schema(pattern = SecretRequest.NAME) @Nullable String name,
      @Schema(description = "An empty one takes it away.") @Nullable String description,
      @Schema(accessMode = Schema.AccessMode.WRITE_ONLY) @Nullable String value,
      @Nullable String envName,
      @Nullable List<String> hosts,
      @Nullable String username,
      SecretRequest.@Nullable Provider provider,
      @Nullable Boolean teamDefault) {}
}
