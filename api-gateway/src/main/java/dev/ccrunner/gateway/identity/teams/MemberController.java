package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
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
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The people of a team over HTTP. */
@RestController
@RequestMapping(path = "/v1/teams/{id}/members", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "teams")
class MemberController {
  private final Members members;

  MemberController(Members members) {
    this.members = members;
  }

  @Operation(
      operationId = "listMembers",
      summary = "List the people of a team",
      parameters = {})
  @Needs(Scope.MEMBERS_READ)
  @GetMapping
  @Refusals(ErrorCode.BAD_CURSOR)
  @QueryNames({"limit", "cursor"})
  Page<MemberView> list(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) QueryParameters query) {
    return members.list(caller, id, query);
  }

  @Operation(
      operationId = "addMember",
      summary = "Add an account to a team",
      description =
          "For who looks after the installation and so knows all accounts; everybody else invites."
              + " Somebody who is in the team keeps the role.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = NewMember.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "In the team.",
              headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = MemberView.class))))
  @Needs(Scope.OPERATE)
  @Audited(AuditAction.MEMBER_ADDED)
  @PostMapping
  @Refusals({ErrorCode.MISSING_FIELD, ErrorCode.USER_NOT_FOUND})
  ResponseEntity<String> add(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    Fields fields = body.fields();
    String user = Objects.requireNonNullElse(fields.text("user_id"), "");
    String role = fields.text("role");
    fields.done();
    var key = IdempotencyKey.of("POST /v1/teams/{id}/members", request, body);
    return members.add(caller, id, user, RoleField.of(role), key).toResponse();
  }

  @Operation(
      operationId = "changeMember",
      summary = "Give a person of a team another role",
      description = "All gateways know of it within a second. A team keeps an owner.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = RoleChange.class))))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.MEMBER_CHANGED)
  @PatchMapping("/{user_id}")
  @Refusals({ErrorCode.MISSING_FIELD, ErrorCode.USER_NOT_FOUND, ErrorCode.LAST_OWNER})
  MemberView change(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @PathVariable("user_id") String user,
      @Parameter(hidden = true) JsonBody body) {
    Fields fields = body.fields();
    String role = fields.text("role");
    fields.done();
    return members.change(caller, id, user, RoleField.of(role));
  }

  @Operation(
      operationId = "removeMember",
      summary = "Take a person out of a team",
      description =
          "The keys that the person has in it are revoked; what it made there stays. All gateways"
              + " know of it within a second. A team keeps an owner.",
      responses = @ApiResponse(responseCode = "204", description = "No longer in the team."))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.MEMBER_REMOVED)
  @DeleteMapping("/{user_id}")
  @Refusals({ErrorCode.USER_NOT_FOUND, ErrorCode.LAST_OWNER})
  ResponseEntity<Void> remove(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @PathVariable("user_id") String user) {
    members.remove(caller, id, user);
    return ResponseEntity.noContent().build();
  }

  /** The body of an addition, for the description. */
  @Schema(name = "MemberRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record NewMember(
      String userId,
      @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role) {}

  /** The body of a change, for the description. */
  @Schema(name = "MemberChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record RoleChange(
      @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role) {}
}
