package dev.ccrunner.gateway.identity.people;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.PersonName;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.teams.RoleField;
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
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Accounts over HTTP. */
@RestController
@RequestMapping(path = "/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "users", description = "People and their accounts.")
class UserController {
  private final Users users;

  UserController(Users users) {
    this.users = users;
  }

  @Operation(
      operationId = "createUser",
      summary = "Make an account in the team",
      description =
          "With a link to choose the password by. To bring somebody into a team without looking"
              + " after the installation, make an invitation.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = UserRequest.class))),
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
                      schema = @Schema(implementation = UserView.class))))
  @Needs(Scope.OPERATE)
  @Audited(AuditAction.USER_CREATED)
  @PostMapping
  @Refusals({ErrorCode.MISSING_FIELD, ErrorCode.EMAIL_TAKEN})
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    Fields fields = body.fields();
    String email = fields.text("email");
    String name = fields.text("name");
    String role = fields.text("role");
    fields.done();
    var key = IdempotencyKey.of("POST /v1/users", request, body);
    return users
        .create(
            caller, EmailAddress.ofField(email), PersonName.ofField(name), RoleField.of(role), key)
        .toResponse();
  }

  @Operation(
      operationId = "listUsers",
      summary = "List the accounts of the team, newest first",
      description = "With operate all of the installation.",
      parameters = {})
  @Needs(Scope.MEMBERS_READ)
  @GetMapping
  @Refusals(ErrorCode.BAD_CURSOR)
  @QueryNames({"limit", "cursor"})
  Page<UserView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query) {
    return users.list(caller, query);
  }

  @Operation(operationId = "getUser", summary = "Look at an account")
  @Needs(Scope.MEMBERS_READ)
  @GetMapping("/{id}")
  @Refusals(ErrorCode.USER_NOT_FOUND)
  UserView get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
    return users.get(caller, id);
  }

  @Operation(
      operationId = "changeUser",
      summary = "Rename, close or open an account",
      description =
          "One that is in this team alone; with operate any. A closed account is signed out"
              + " everywhere, and its keys are not good until it is opened again.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = UserChange.class))))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.USER_CHANGED)
  @PatchMapping("/{id}")
  @Refusals({ErrorCode.USER_NOT_FOUND, ErrorCode.LAST_OWNER})
  UserView change(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) JsonBody body) {
    Fields fields = body.fields();
    String name = fields.text("name");
    var asked = new UserChange(name, fields.flag("disabled"), fields.flag("operator"));
    fields.done();
    if (name != null) {
      var _ = PersonName.ofField(name);
    }
    return users.change(caller, id, asked);
  }

  @Operation(
      operationId = "deleteUser",
      summary = "Delete an account",
      description =
          "One that is in this team alone; with operate any. Its keys are revoked; what it made"
              + " stays.",
      responses = @ApiResponse(responseCode = "204", description = "Deleted."))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.USER_DELETED)
  @DeleteMapping("/{id}")
  @Refusals({ErrorCode.USER_NOT_FOUND, ErrorCode.LAST_OWNER})
  ResponseEntity<Void> delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
    users.delete(caller, id);
    return ResponseEntity.noContent().build();
  }

  @Operation(
      operationId = "resetPassword",
      summary = "Make a link to choose a new password by",
      description =
          "For an account that is in this team alone; with operate for any. The link is good once,"
              + " for a day unless the installation says otherwise; earlier ones are void. The old"
              + " password stays good until the link is used.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Made; only this answer has the link.",
              headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = UserView.class))))
  @Needs(Scope.MEMBERS_WRITE)
  @Audited(AuditAction.USER_PASSWORD_LINK_CREATED)
  @PostMapping("/{id}/reset_password")
  @Refusals({ErrorCode.USER_NOT_FOUND, ErrorCode.PASSWORDS_OFF})
  ResponseEntity<String> resetPassword(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    body.fieldsIfAny().done();
    var key = IdempotencyKey.of("POST /v1/users/{id}/reset_password", request, body);
    return users.resetPassword(caller, id, key).toResponse();
  }

  /** The body of a creation, for the description. */
  @Schema(name = "UserRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record UserRequest(
      @Schema(example = "ada@example.org") String email,
      @Schema(minLength = 1, maxLength = 100) String name,
      @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role) {}
}
