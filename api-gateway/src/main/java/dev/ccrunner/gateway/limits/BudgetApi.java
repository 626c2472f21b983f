package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** What the API's description says about budgets. */
@Tag(
    name = "budgets",
    description = "What the runs of a key, a user or the team may cost in a day or month of UTC.")
interface BudgetApi {
  @Operation(
      operationId = "listBudgets",
      summary = "List the budgets of the team",
      responses = @ApiResponse(responseCode = "200", description = "All of them."))
  BudgetPage all(@Parameter(hidden = true) Caller caller);

  @Operation(
      operationId = "getBudget",
      summary = "Look at a budget",
      responses = @ApiResponse(responseCode = "200", description = "In its current period."))
  BudgetView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = LimitsApi.SUBJECT)
          String subject,
      @Parameter(
              name = "period",
              in = ParameterIn.PATH,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"day", "month"}))
          String period);

  @Operation(
      operationId = "setBudget",
      summary = "Set a budget",
      description =
          "It binds runs that start from now on; what runs have cost since the period began"
              + " counts.",
      requestBody =
          @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = BudgetRequest.class),
                      examples =
                          @ExampleObject(name = "budget", value = "{\"limit_usd\":\"25.00\"}"))),
      responses = @ApiResponse(responseCode = "200", description = "As it is now."))
  BudgetView put(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = LimitsApi.SUBJECT)
          String subject,
      @Parameter(
              name = "period",
              in = ParameterIn.PATH,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"day", "month"}))
          String period,
      @Parameter(hidden = true) JsonBody body);

  @Operation(
      operationId = "deleteBudget",
      summary = "Take a budget away",
      responses = @ApiResponse(responseCode = "204", description = "It binds nobody any more."))
  ResponseEntity<Void> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "subject", in = ParameterIn.PATH, description = LimitsApi.SUBJECT)
          String subject,
      @Parameter(
              name = "period",
              in = ParameterIn.PATH,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"day", "month"}))
          String period);

  /** The body, for the description; the controller reads it field by field. */
  @Schema(name = "BudgetRequest", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record BudgetRequest(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "US dollars, as a decimal in a string.",
              example = "25.00")
          String limitUsd) {}
}
