package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.enums.ParameterStyle;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the API's description says about the runs of a session. */
@Tag(name = "sessions")
interface SessionRunsApi {
  @Operation(
      operationId = "listSessionRuns",
      summary = "List the runs of a session, newest first",
      parameters = {
        @Parameter(
            name = "status",
            in = ParameterIn.QUERY,
            description = "Only runs with this status.",
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
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) QueryParameters query);
}
