package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says about limits. */
@Tag(name = "limits", description = "What keys, users and teams may use.")
interface LimitsApi {
  String SUBJECT = "The id of a key, or of the team.";

  @Operation(
      operationId = "getLimits",
      summary = "Show every limit that applies to the caller, and what is used of it",
      responses = @ApiResponse(responseCode = "200", description = "As it is now."))
  LimitsView applied(@Parameter(hidden = true) Caller caller);

  @Operation(
      operationId = "listSetLimits",
      summary = "List the limits that are set in the team",
      responses = @ApiResponse(responseCode = "200", description = "All of them."))
  Page<LimitView> all(@Parameter(hidden = true) Caller caller);

  @Operation(
      operationId = "getSetLimits",
      summary = "Show the limits that are set for a key or the team",
      responses = @ApiResponse(responseCode = "200", description = "As they are."))
  LimitView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = SUBJECT) String subject);

  @Operation(
      operationId = "setLimits",
      summary = "Set the limits of a key or the team",
      description =
          "Replaces all of them; a field that is null or absent is not limited by this. Holds on all"
              + " gateways within a second. A run that has started is not ended by a lower limit.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = LimitRequest.class),
                      examples =
                          @ExampleObject(
                              name = "runs",
                              value = "{\"queued_runs\":100,\"concurrent_runs\":5}"))),
      responses = @ApiResponse(responseCode = "200", description = "As they are now."))
  LimitView put(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = SUBJECT) String subject,
      @Parameter(hidden = true) JsonBody body);

  @Operation(
      operationId = "deleteLimits",
      summary = "Take away the limits of a key or the team",
      responses = @ApiResponse(responseCode = "204", description = "The settings hold again."))
  ResponseEntity<Void> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = SUBJECT) String subject);

  /** The body, for the description; the controller reads it field by field. */
  @Schema(name = "LimitRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record LimitRequest(
      @Schema(minimum = "1", maximum = "1000000") @Nullable Integer requestsPerMinute,
      @Schema(minimum = "1", maximum = "1000000") @Nullable Integer submitsPerMinute,
      @Schema(minimum = "0", maximum = "1000000") @Nullable Integer queuedRuns,
      @Schema(minimum = "0", maximum = "1000000") @Nullable Integer concurrentRuns) {}
}
