package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** What the API's description says about speaking to a run while it lasts. */
@Tag(name = "runs")
interface SteeringApi {
  @Operation(
      operationId = "createRunMessage",
      summary = "Send a message into a run",
      description =
          "Claude Code reads it as soon as its turn allows; a run that still waits gets it right"
              + " after its prompt. 202 means that the message is stored. The run may end in that"
              + " very moment: the event user.message with the message's id is the proof of"
              + " delivery. An attempt that begins anew hears all messages of the run again.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = RunApi.JSON,
                      schema = @Schema(implementation = MessageRequest.class))),
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "Stored; the run will hear it.",
              headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              content =
                  @Content(
                      mediaType = RunApi.JSON,
                      schema = @Schema(implementation = MessageView.class))))
  ResponseEntity<String> say(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  @Operation(
      operationId = "interruptRun",
      summary = "End the turn of a run",
      description =
          "Claude Code stops what it is doing in good order, and its conversation stays whole. The"
              + " run goes on with messages that still wait for their turn; without any it ends as"
              + " cancelled. A run that has not begun is cancelled. May be repeated; a run that has"
              + " ended stays as it is.",
      responses = {
        @ApiResponse(
            responseCode = "202",
            description = "Its worker is told.",
            headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
            content =
                @Content(
                    mediaType = RunApi.JSON,
                    schema = @Schema(implementation = RunView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "It has ended.",
            headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
            content =
                @Content(mediaType = RunApi.JSON, schema = @Schema(implementation = RunView.class)))
      })
  ResponseEntity<String> interrupt(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request);

  /** The body of a message, for the description; the controller reads it field by field. */
  @Schema(name = "RunMessageRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record MessageRequest(@Schema(minLength = 1, example = "Also fix the docs.") String text) {}
}
