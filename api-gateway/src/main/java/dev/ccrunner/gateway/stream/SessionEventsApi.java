package dev.ccrunner.gateway.stream;

import dev.ccrunner.gateway.identity.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API's description says about the events of a session. */
@Tag(name = "sessions")
interface SessionEventsApi {

  @Operation(
      operationId = "listSessionEvents",
      summary = "Follow a session, or read the logs of its runs",
      description =
          "The logs of all its runs, one after the other and in order; each event says of which run"
              + " it is. With Accept: text/event-stream they are replayed, and then the stream goes"
              + " on live, from one run to the next, until the session is archived or deleted. id is"
              + " the number of the run in its session and that of the event, such as 3-12, and"
              + " Last-Event-ID resumes. Otherwise one page. An event is the same JSON text in"
              + " both, and in the log of its run.",
      parameters = {
        @Parameter(
            name = "after",
            in = ParameterIn.QUERY,
            description = "Only events after this one.",
            schema = @Schema(type = "string", example = "3-12")),
        @Parameter(
            name = "types",
            in = ParameterIn.QUERY,
            description = "Only these types, separated by commas.",
            schema = @Schema(type = "string", example = "agent.message,agent.tool_use")),
        @Parameter(
            name = "deltas",
            in = ParameterIn.QUERY,
            description =
                "Of a stream: also pieces of text while they are being written. They carry no id,"
                    + " are never replayed, and the whole text follows as an event.",
            schema = @Schema(type = "boolean", defaultValue = "true")),
        @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Of a page: the most events to answer.",
            schema =
                @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "20")),
        @Parameter(
            name = "Last-Event-ID",
            in = ParameterIn.HEADER,
            description = "The last id a client has seen; wins over after.",
            schema = @Schema(type = "string"))
      },
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "The stream, or one page.",
            headers = @Header(name = "Cache-Control", schema = @Schema(type = "string")),
            content = {
              @Content(
                  mediaType = "application/json",
                  schema = @Schema(implementation = SessionEventsPage.class)),
              @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            }),
        @ApiResponse(
            responseCode = "204",
            description =
                "Asked for a stream after the last event of a session that is archived: nothing"
                    + " follows, and there is no need to ask again.",
            content = @Content)
      })
  void events(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) @Nullable String after,
      @Parameter(hidden = true) @Nullable String limit,
      @Parameter(hidden = true) @Nullable String types,
      @Parameter(hidden = true) @Nullable String deltas,
      @Parameter(hidden = true) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException;

  /** A page, for the description; the answer itself is put together from stored texts. */
  @Schema(name = "RunSessionEventPage")
  record SessionEventsPage(
      List<RunEventsApi.RunEventView> data,
      @Schema(
              description =
                  "What to ask for as after next; null: the session is archived and this was the"
                      + " last.")
          @Nullable String nextAfter) {}
}
