package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** What the API's description says about signing in and out. */
@Tag(name = "sign-in", description = "For people in a browser. Programs use API keys.")
interface AuthApi {
  String JSON = "application/json";

  @Operation(
      operationId = "signIn",
      summary = "Sign in",
      description =
          "A wrong password, an unknown address and a closed account get the same answer. After"
              + " too many attempts the account, or the address, has to wait.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = Credentials.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Signed in.",
              headers = @Header(name = "Set-Cookie", schema = @Schema(type = "string")),
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<SessionView> signIn(
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "signOut",
      summary = "Sign out",
      description = "Ends the session of the cookie, if there is one.",
      responses =
          @ApiResponse(
              responseCode = "204",
              description = "Signed out.",
              headers = @Header(name = "Set-Cookie", schema = @Schema(type = "string"))))
  ResponseEntity<Void> signOut(
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "signOutEverywhere",
      summary = "Sign out everywhere",
      description = "Ends all sessions of the person, on all gateways within a second.",
      responses =
          @ApiResponse(
              responseCode = "204",
              description = "Signed out.",
              headers = @Header(name = "Set-Cookie", schema = @Schema(type = "string"))))
  ResponseEntity<Void> signOutEverywhere(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "changePassword",
      summary = "Choose another password",
      description = "All other sessions of the person end.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = PasswordChange.class))),
      responses = @ApiResponse(responseCode = "204", description = "Changed."))
  ResponseEntity<Void> changePassword(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "resetPasswordByLink",
      summary = "Choose a password by a link",
      description = "The link is used up, and all sessions of the person end but this new one.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = PasswordReset.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Chosen, and signed in.",
              headers = @Header(name = "Set-Cookie", schema = @Schema(type = "string")),
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<SessionView> resetPassword(
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "acceptInvitation",
      summary = "Come into a team by an invitation",
      description =
          "With a new account and the password that is given; or, if the address of the invitation"
              + " has an account, with that and its password. The invitation is used up.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = Acceptance.class))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "In the team, and signed in.",
              headers = @Header(name = "Set-Cookie", schema = @Schema(type = "string")),
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<SessionView> acceptInvitation(
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  /** The body of a sign-in, for the description. */
  @Schema(name = "SignInRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Credentials(
      @Schema(example = "ada@example.org") String email,
      @Schema(format = "password") String password) {}

  /** The body of a change, for the description. */
  @Schema(name = "PasswordChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record PasswordChange(
      @Schema(format = "password") String currentPassword,
      @Schema(format = "password") String newPassword) {}

  /** The body of a reset, for the description. */
  @Schema(name = "PasswordReset", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record PasswordReset(String token, @Schema(format = "password") String newPassword) {}

  /** The body of an acceptance, for the description. */
  @Schema(
      name = "InvitationAcceptance",
      additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Acceptance(
      String token,
      @Schema(minLength = 1, maxLength = 100) String name,
      @Schema(format = "password") String password) {}
}
