package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.blob.BlobsNotConfigured;
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
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ResponseEntity;

/**
 * What the API's description says about sessions; kept apart, so that the controller can be read.
 */
@Tag(
    name = "sessions",
    description =
        "Runs that go on with one conversation and one working directory, one after the other.")
interface SessionApi {
  String JSON = "application/json";

  @Operation(
      operationId = "createSession",
      summary = "Begin a session",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SessionRequest.class),
                      examples =
                          @ExampleObject(
                              name = "named",
                              value =
                                  "{\"name\":\"Upgrade to Java 25\",\"labels\":{\"ci\":\"gh-123\"}}"))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "It takes runs: POST /v1/runs with its session_id.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "ETag", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request)
      throws BlobsNotConfigured;

  @Operation(
      operationId = "listSessions",
      summary = "List sessions, or find some by words, newest first",
      parameters = {
        @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description =
                "Only sessions that are active, idle or archived; all but the archived ones when"
                    + " absent.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "q",
            in = ParameterIn.QUERY,
            description =
                "Only sessions with this text in their name, or in a prompt or result of their"
                    + " runs; in capital or small letters. One page looks through a bounded number"
                    + " of runs: it may have few sessions or none, and next_cursor goes on.",
            schema = @Schema(type = "string", example = "flaky test")),
        @Parameter(
            name = "created_after",
            in = ParameterIn.QUERY,
            description = "Only sessions begun after this time.",
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "Only sessions with these labels: label.ci=gh-123.",
            style = ParameterStyle.FORM,
            explode = Explode.TRUE,
            schema = @Schema(type = "object", additionalPropertiesSchema = String.class))
      },
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<SessionView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "getSession",
      summary = "Look at a session",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The session as it is now.",
              headers = @Header(name = "ETag", schema = @Schema(type = "string"))))
  ResponseEntity<SessionView> get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  @Operation(
      operationId = "changeSession",
      summary = "Change or archive a session",
      description =
          "Fields that are absent stay as they are. The ETag changes with changes like this one,"
              + " not with runs.",
      parameters =
          @Parameter(
              name = "If-Match",
              in = ParameterIn.HEADER,
              description = "The ETag of the session that was read; another one is answered 412.",
              schema = @Schema(type = "string")),
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SessionPatch.class),
                      examples = @ExampleObject(name = "archive", value = "{\"archived\":true}"))),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The session as it is now.",
              headers = @Header(name = "ETag", schema = @Schema(type = "string"))))
  ResponseEntity<SessionView> change(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "deleteSession",
      summary = "Delete a session",
      description =
          "What is kept of its conversation and its working directory goes; its runs can still be"
              + " looked at.",
      parameters =
          @Parameter(
              name = "If-Match",
              in = ParameterIn.HEADER,
              description = "The ETag of the session that was read; another one is answered 412.",
              schema = @Schema(type = "string")),
      responses = @ApiResponse(responseCode = "204", description = "It is gone."))
  ResponseEntity<Void> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(
              name = "cancel",
              in = ParameterIn.QUERY,
              description =
                  "Cancel runs of it that have not ended; without it, a session with such runs is"
                      + " answered 409.")
          boolean cancel,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "forkSession",
      summary = "Begin a session with what another has come to",
      description =
          "The new session goes on with the conversation and the working directory as the run has"
              + " left them; what one of the two does from then on, the other does not see. Name,"
              + " labels and expires_after are those of the source when absent.",
      requestBody =
          @RequestBody(
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SessionForkRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "The new session.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "ETag", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<String> fork(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "exportSession",
      summary = "Download what a session has come to",
      description =
          "A ZIP archive: conversation/ID.jsonl, which claude --resume ID reads on any machine,"
              + " what sub-agents wrote, the archives of the working directory (tar, to be unpacked"
              + " in order; the README says how), and manifest.json with checksums. As the last run"
              + " left it, or has got to if it goes on or its worker was lost.",
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "The archive.",
              headers = @Header(name = "Content-Disposition", schema = @Schema(type = "string")),
              content =
                  @Content(
                      mediaType = "application/zip",
                      schema = @Schema(type = "string", format = "binary"))))
  void export(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "importSession",
      summary = "Begin a session with an export",
      description =
          "Upload the archive of an export, or the .jsonl of a conversation of your own machine, as"
              + " a file first. The new session goes on with it. Names in the archive must be"
              + " those of an export; anything else is refused.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = JSON,
                      schema = @Schema(implementation = SessionImportRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "The new session.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "ETag", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = SessionView.class))))
  ResponseEntity<String> importFrom(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);
}
