package dev.ccrunner.gateway.outputs;

import dev.ccrunner.gateway.content.DocumentedDownload;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the API's description says about outputs; kept apart, so that the controller can be read.
 */
@Tag(name = "outputs", description = "What runs have left.")
interface OutputApi {
  @Operation(
      operationId = "downloadRunPatch",
      summary = "Download the patch of a run",
      description =
          "The change to the workspace, for git apply on the commit that the run began with."
              + " Also of runs that failed or were cancelled.")
  @DocumentedDownload
  void patch(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "downloadRunTranscript",
      summary = "Download the transcript of a run",
      description = "Claude Code's own record of the conversation: one JSON object in each line.")
  @DocumentedDownload
  void transcript(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "downloadRunLog",
      summary = "Download the log of a run",
      description =
          "All its events, one in each line, the bytes that length and CRC-32 of the last event"
              + " are made over. Of a run that goes on: as far as it is.")
  @DocumentedDownload
  void log(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "listRunArtifacts",
      summary = "List the artifacts of a run",
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<ArtifactView> artifacts(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "getRunArtifact",
      summary = "Look at an artifact",
      responses = @ApiResponse(responseCode = "200", description = "All of it but its content."))
  ArtifactView artifact(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(name = "artifact_id", in = ParameterIn.PATH) String artifact);

  @Operation(
      operationId = "downloadRunArtifact",
      summary = "Download an artifact",
      description = "Always as an attachment.")
  @DocumentedDownload
  void download(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(name = "artifact_id", in = ParameterIn.PATH) String artifact,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;
}
