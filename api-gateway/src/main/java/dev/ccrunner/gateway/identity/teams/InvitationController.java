package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Invitations over HTTP. */
@RestController
@RequestMapping(path = "/v1/invitations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "teams")
class InvitationController {
  private final Invitations invitations;

  InvitationController(Invitations invitations) {
    this.invitations = invitations;
  }

  @Operation(
      operationId = "createInvitation",
      summary = "Invite somebody into the team",
      description =
          "Makes a link, to be handed on by whoever asked for it: this service sends no mail. It is"
              + " good once, for a week unless the installation says otherwise. Whoever uses it"
              + " gets an account, or joins with the one there is.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = InvitationRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "Made; only this answer has the link.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = InvitationView.class))))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.INVITATION_CREATED)
  @PostMapping
  @Refusals({ErrorCode.MISSING_FIELD, ErrorCode.EMAIL_TAKEN})
  ResponseEntity<String> invite(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    Fields fields = body.fields();
    String email = fields.text("email");
    String role = fields.text("role");
    fields.done();
    var key = IdempotencyKey.of("POST /v1/invitations", request, body);
    return invitations
        .invite(caller, EmailAddress.ofField(email), RoleField.of(role), key)
        .toResponse();
  }

  @Operation(
      operationId = "listInvitations",
      summary = "List the team's invitations, newest first",
      parameters = {})
  @Needs(Scope.MEMBERS_READ)
  @GetMapping
  @Refusals(ErrorCode.BAD_CURSOR)
  @QueryNames({"limit", "cursor"})
  Page<InvitationView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query) {
    return invitations.list(caller, query);
  }

  @Operation(operationId = "getInvitation", summary = "Look at an invitation")
  @Needs(Scope.MEMBERS_READ)
  @GetMapping("/{id}")
  @Refusals(ErrorCode.INVITATION_NOT_FOUND)
  InvitationView get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
    return invitations.get(caller, id);
  }

  @Operation(
      operationId = "withdrawInvitation",
      summary = "Take an invitation back",
      responses = @ApiResponse(responseCode = "204", description = "Its link is void."))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.INVITATION_WITHDRAWN)
  @DeleteMapping("/{id}")
  @Refusals(ErrorCode.INVITATION_NOT_FOUND)
  ResponseEntity<Void> withdraw(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
    invitations.withdraw(caller, id);
    return ResponseEntity.noContent().build();
  }

  /** The body of an invitation, for the description. */
  @Schema(name = "InvitationRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record InvitationRequest(
      @Schema(example = "ada@example.org") String email,
      @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role) {}
}
