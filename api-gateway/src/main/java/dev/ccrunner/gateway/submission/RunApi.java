package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.gateway.web.Wait;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.enums.ParameterStyle;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says about runs; kept apart, so that the controller can be read. */
@Tag(name = "runs", description = "One prompt each, carried out by Claude Code.")
interface RunApi {
  String JSON = "application/json";
  String WAIT = "wait=30: answer when the run has ended, or after 30 s; 60 at most.";

  @Operation(
      operationId = "createRun",
      summary = "Submit a run",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = RunSubmission.class),
                      examples = {
                        @ExampleObject(
                            name = "minimal",
                            value = "{\"prompt\":\"Fix the failing test\"}"),
                        @ExampleObject(
                            name = "full",
                            value =
                                """
                                {"prompt":"Fix the failing test","model":"sonnet","effort":"high",
                                "append_system_prompt":"Answer briefly.","permission_mode":"acceptEdits",
                                "permissions":{"allow":["Read","Bash(mvn test:*)"],"ask":[],"deny":["WebFetch"]},
                                "limits":{"max_cost_usd":"2.00","max_turns":40,"timeout":"45m","idle_timeout":"5m",
                                "memory":"2Gi","cpus":"1","disk":"4Gi","processes":512},
                                "env":{"MAVEN_ARGS":"-B"},"retry":{"max_attempts":2,"on":["worker_lost"]},
                                "labels":{"ci":"gh-123"}}\
                                """),
                        @ExampleObject(
                            name = "code",
                            value =
                                """
                                {"prompt":"Fix the failing test","permission_mode":"acceptEdits",
                                "workspace":{"git":{"url":"https://git.example.org/team/project.git","ref":"main",
                                "secret":"sec_01kb3xw6q8e0fb2a3c4d5e6f7g"},"keep":"on_failure","keep_for":"7d"},
                                "checks":[{"name":"tests","run":"mvn -q test","max_rounds":2,"timeout":"20m"}],
                                "output":{"artifacts":["target/site/**"],
                                "push":{"branch":"ccr/fix-tests","pull_request":{"forge":"gitea","draft":true}}}}\
                                """),
                        @ExampleObject(
                            name = "structured",
                            value =
                                """
                                {"content":[{"type":"text","text":"Which amount does this invoice ask for?"},
                                {"type":"document","file_id":"fil_01kb3xw6q8e0fb2a3c4d5e6f7g","title":"Invoice"}],
                                "output":{"schema":{"type":"object","required":["amount"],
                                "properties":{"amount":{"type":"string"},"currency":{"type":"string"}}},"repairs":2}}\
                                """)
                      })),
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "Accepted; it is in the queue, and will not be lost.",
            headers = {
              @Header(name = "Location", schema = @Schema(type = "string")),
              @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              @Header(name = "Preference-Applied", schema = @Schema(type = "string"))
            },
            content = @Content(mediaType = JSON, schema = @Schema(implementation = RunView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "It ended within the wait, or dry_run was set.",
            content =
                @Content(
                    mediaType = JSON,
                    schema = @Schema(oneOf = {RunView.class, ResolvedRequest.class})))
      })
  ResponseEntity<?> submit(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(
              name = "Prefer",
              in = ParameterIn.HEADER,
              description = WAIT,
              schema = @Schema(type = "string"))
          Wait wait,
      @Parameter(
              name = "dry_run",
              in = ParameterIn.QUERY,
              description = "Check the request, answer it with all defaults, store nothing.")
          boolean dryRun,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "listRuns",
      summary = "List runs, newest first",
      parameters = {
        @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description =
                "The most runs to answer; a page of very large runs may end earlier, with a"
                    + " next_cursor.",
            schema =
                @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "20")),
        @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description = "Only runs with this status.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "session_id",
            in = ParameterIn.QUERY,
            description = "Only runs of this session.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "created_after",
            in = ParameterIn.QUERY,
            description = "Only runs created after this time.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "Only runs with these labels: label.ci=gh-123.",
            style = ParameterStyle.FORM,
            explode = Explode.TRUE,
            schema = @Schema(type = "object", additionalPropertiesSchema = String.class))
      },
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<RunView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "getRun",
      summary = "Look at a run",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The run as it is now.",
              headers = @Header(name = "Preference-Applied", schema = @Schema(type = "string"))))
  ResponseEntity<RunView> get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(
              name = "Prefer",
              in = ParameterIn.HEADER,
              description = WAIT,
              schema = @Schema(type = "string"))
          Wait wait);

  @Operation(
      operationId = "cancelRun",
      summary = "Cancel a run",
      description = "May be repeated; a run that has ended stays as it is.",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = CancelRequest.class))),
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "Its worker is told to end it.",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = RunView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "It has ended.",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = RunView.class)))
      })
  ResponseEntity<String> cancel(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  /** The body of a cancel, for the description; the controller reads it field by field. */
  @Schema(name = "CancelRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record CancelRequest(
      @Schema(minLength = 1, maxLength = 500, example = "No longer needed")
          @Nullable String reason) {}
}
