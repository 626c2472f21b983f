package dev.ccrunner.gateway.audit;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says about the audit log. */
@Tag(name = "audit log", description = "Who did what, when, and from where.")
interface AuditApi {
  String OF = "The chain: that of the team, or of the installation, which takes the scope operate.";

  @Operation(
      operationId = "listAuditLog",
      summary = "Read the audit log, newest first",
      parameters = {
        @Parameter(
            name = "of",
            in = ParameterIn.QUERY,
            description = OF,
            schema =
                @Schema(
                    type = "string",
                    allowableValues = {"team", "installation"},
                    defaultValue = "team")),
        @Parameter(
            name = "actor",
            in = ParameterIn.QUERY,
            description = "Id of the user or of the API key that did it.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "action",
            in = ParameterIn.QUERY,
            description = "As api_key.created; api_key.* for all of that kind.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "target",
            in = ParameterIn.QUERY,
            description = "Id of what it was done to.",
            schema = @Schema(type = "string")),
        @Parameter(
            name = "created_after",
            in = ParameterIn.QUERY,
            schema = @Schema(type = "string", format = "date-time")),
        @Parameter(
            name = "created_before",
            in = ParameterIn.QUERY,
            schema = @Schema(type = "string", format = "date-time"))
      },
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "One page.",
              content =
                  @Content(
                      mediaType = "application/json",
                      schema = @Schema(implementation = AuditPage.class))))
  ResponseEntity<AuditList> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "exportAuditLog",
      summary = "Export the audit log, oldest first",
      description =
          "Each line is one entry, byte for byte as it was hashed: the SHA-256 of a line is what the"
              + " next line has as previous. ./ccr verify-audit checks a file of them.",
      parameters =
          @Parameter(
              name = "of",
              in = ParameterIn.QUERY,
              description = OF,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"team", "installation"},
                      defaultValue = "team")),
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "All entries.",
              content =
                  @Content(
                      mediaType = "application/jsonl",
                      schema = @Schema(implementation = AuditEntryView.class))))
  void export(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) QueryParameters query,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "verifyAuditLog",
      summary = "Verify the audit log",
      description = "Follows the chain from its first entry to its last.",
      parameters =
          @Parameter(
              name = "of",
              in = ParameterIn.QUERY,
              description = OF,
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {"team", "installation"},
                      defaultValue = "team")))
  AuditVerdictView verify(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  /** One page, for the description; the entries are passed through as text. */
  @Schema(name = "AuditPage")
  record AuditPage(List<AuditEntryView> data, @Nullable String nextCursor) {}

  /** One entry, for the description. */
  @Schema(name = "AuditEntry")
  record AuditEntryView(
      @Schema(description = "From 1 without a gap.") long seq,
      @Schema(type = "string", format = "date-time") String at,
      @Schema(description = "Id of the user or of the API key that did it.") String actor,
      @Schema(example = "api_key.created") String action,
      @Schema(description = "Id of what it was done to.") String target,
      @Nullable Origin origin,
      @Schema(type = "object", description = "What it was before.") @Nullable Object before,
      @Schema(type = "object", description = "What it is now.") @Nullable Object after,
      @Schema(description = "SHA-256 of the entry before, in hexadecimal digits.")
          String previous) {}

  /** Where a change came from. */
  @Schema(name = "AuditOrigin")
  record Origin(String address, String requestId) {}
}
