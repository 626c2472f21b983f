package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.enums.ParameterStyle;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** What the API's description says about reports of use. */
@Tag(name = "usage", description = "What runs have used: tokens, cost, time.")
interface UsageApi {
  String COST =
      "US dollars by list prices, as far as they are known; null when none of it is. A decimal in a"
          + " string.";
  String COMPLETE = "False: cost_usd is not all, see unpriced_tokens and incomplete_attempts.";
  String UNPRICED = "Tokens of models without a known price; they are not in cost_usd.";
  String INCOMPLETE =
      "Attempts that may have used more than is counted: their worker was lost, or an answer of the"
          + " provider could not be read.";
  String SECONDS =
      "How long Claude Code ran. Null in rows of one model: time is not divided among models.";

  @Operation(
      operationId = "getUsage",
      summary = "Report what runs have used",
      description =
          "Adds up attempts by the day of UTC on which they ended; what still goes on is not in it."
              + " Rows come in the order of group_by, each from the lowest value on.",
      parameters = {
        @Parameter(
            name = "group_by",
            in = ParameterIn.QUERY,
            description =
                "What the rows are about: some of day, team, user, key, model, run and one"
                    + " label.NAME, with commas between.",
            schema = @Schema(type = "string", defaultValue = "day"),
            example = "day,model"),
        @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "First day of UTC. Default: 30 days that end with to.",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "to",
            in = ParameterIn.QUERY,
            description = "Last day of UTC, included. Default: today.",
            schema = @Schema(type = "string", format = "date")),
        @Parameter(
            name = "user",
            in = ParameterIn.QUERY,
            description = "Only what this person submitted, with whichever key.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "key",
            in = ParameterIn.QUERY,
            description = "Only what was submitted with this API key.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "model",
            in = ParameterIn.QUERY,
            description = "Only what was used of this model, by the provider's name for it.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description = "Only runs with these labels: label.project=x.",
            style = ParameterStyle.FORM,
            explode = Explode.TRUE,
            schema = @Schema(type = "object", additionalPropertiesSchema = String.class)),
        @Parameter(
            name = "of",
            in = ParameterIn.QUERY,
            description =
                "About the team, or about all teams of the installation, which takes the scope"
                    + " operate.",
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"team", "installation"},
                    defaultValue = "team")),
        @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Rows on a page; at most ccr.usage.max-rows.",
            schema = @Schema(type = "integer", minimum = "1", defaultValue = "1000"))
      },
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "One page.",
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = UsageReport.class))))
  ResponseEntity<UsageReport> report(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);
}
