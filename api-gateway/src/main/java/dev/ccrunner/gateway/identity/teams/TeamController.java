package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SignedIn;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Teams over HTTP. */
@RestController
@RequestMapping(path = "/v1/teams", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "teams", description = "The tenants: nobody sees anything of a team but its own.")
class TeamController {
  private final Teams teams;

  TeamController(Teams teams) {
    this.teams = teams;
  }

  @Operation(
      operationId = "createTeam",
      summary = "Make a team",
      description = "Whoever makes it is its first owner.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = TeamRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "Made.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = TeamView.class))))
  @Needs(Scope.OPERATE)
  @Audited(AuditAction.TEAM_CREATED)
  @PostMapping
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    return teams
        .create(caller, body, IdempotencyKey.of("POST /v1/teams", request, body))
        .toResponse();
  }

  @Operation(
      operationId = "listTeams",
      summary = "List teams, newest first",
      description = "A person's own, a key's only one, or with operate all of the installation.",
      parameters = {})
  @SignedIn
  @GetMapping
  @Refusals(ErrorCode.BAD_CURSOR)
  @QueryNames({"limit", "cursor"})
  Page<TeamView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query) {
    return teams.list(caller, query);
  }

  @Operation(
      operationId = "getTeam",
      summary = "Look at a team",
      description = "The team that the request speaks for; a person may have others, see X-Team.")
  @SignedIn
  @GetMapping("/{id}")
  TeamView get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
    return teams.get(caller, id);
  }

  @Operation(
      operationId = "changeTeam",
      summary = "Rename a team, or change its policy",
      description =
          "What is not named stays; a policy that is named takes the place of the one before."
              + " Submits are held to it within a second, runs that are accepted already are not.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = TeamChange.class))))
  @Needs(Scope.TEAM_WRITE)
  @Audited(AuditAction.TEAM_CHANGED)
  @PatchMapping("/{id}")
  TeamView change(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) JsonBody body) {
    return teams.change(caller, id, body);
  }

  /** The body of a creation, for the description. */
  @Schema(name = "TeamRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record TeamRequest(
      @Schema(minLength = 1, maxLength = 100) String name, @Nullable PolicyRequest policy) {}

  /** The body of a change, for the description. */
  @Schema(name = "TeamChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record TeamChange(
      @Schema(minLength = 1, maxLength = 100) @Nullable String name,
      @Nullable PolicyRequest policy) {}
}
