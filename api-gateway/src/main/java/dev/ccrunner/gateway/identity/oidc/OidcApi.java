package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** What the API's description says about signing in by a provider. */
@Tag(name = "sign-in")
interface OidcApi {
  String PROVIDERS = "/v1/auth/providers";
  String BEGIN = "/v1/auth/oidc/{provider}";
  String CALLBACK = BEGIN + "/callback";

  @Operation(
      operationId = "listSignInProviders",
      summary = "Which ways to sign in are there?",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "All of them.",
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = ProvidersView.class))))
  ResponseEntity<ProvidersView> providers();

  @Operation(
      operationId = "beginOidcSignIn",
      summary = "Go to an identity provider to sign in",
      description = "For a link in a page: the browser is sent there, and comes back by itself.",
      parameters =
          @Parameter(
              name = "return_to",
              in = ParameterIn.QUERY,
              description = "A path of this service, to go on to when signed in.",
              schema = @Schema(type = "string", defaultValue = "/", maxLength = 1000)),
      responses =
          @ApiResponse(
              responseCode = "302",
              description = "To the provider.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Set-Cookie", schema = @Schema(type = "string"))
              }))
  ResponseEntity<Void> begin(
      String provider,
      @Parameter(hidden = true) QueryParameters query,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "finishOidcSignIn",
      summary = "Come back from an identity provider",
      description =
          "The address to register as redirect URI with the provider. Nobody else asks for it.",
      parameters = {
        @Parameter(name = "state", in = ParameterIn.QUERY, schema = @Schema(type = "string")),
        @Parameter(name = "code", in = ParameterIn.QUERY, schema = @Schema(type = "string")),
        @Parameter(name = "error", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
      },
      responses =
          @ApiResponse(
              responseCode = "302",
              description = "Signed in; to where the sign-in was begun for.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Set-Cookie", schema = @Schema(type = "string"))
              }))
  ResponseEntity<Void> finish(
      String provider,
      @Parameter(hidden = true) QueryParameters answer,
      @Parameter(hidden = true) HttpServletRequest request);
}
