package dev.ccrunner.gateway.files;

import dev.ccrunner.gateway.content.DocumentedDownload;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryParameters;
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
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says about files; kept apart, so that the controller can be read. */
@Tag(
    name = "files",
    description = "What runs begin with: uploaded once, used by as many runs as refer to it.")
interface FileApi {
  String JSON = "application/json";

  @Operation(
      operationId = "createFile",
      summary = "Upload a file",
      description =
          "As a form with the part file, or as a body that is the file itself, with its own"
              + " Content-Type and its name in the query. The same content is stored once.",
      parameters = {
        @Parameter(
            name = "name",
            in = ParameterIn.QUERY,
            description = "A plain file name; needed when the body is the file.",
            schema = @Schema(type = "string", maxLength = 255)),
        @Parameter(
            name = "expires_after",
            in = ParameterIn.QUERY,
            description = "How long it is kept, such as 7d; else as long as the service says.",
            schema = @Schema(type = "string", example = "7d"))
      },
      requestBody =
          @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = "multipart/form-data",
                    schema = @Schema(implementation = FileForm.class)),
                @Content(
                    mediaType = "application/octet-stream",
                    schema = @Schema(type = "string", format = "binary"))
              }),
      responses =
          @ApiResponse(
              responseCode = "201",
              description = "It is kept.",
              headers = {
                @Header(name = "Location", schema = @Schema(type = "string")),
                @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string"))
              },
              content =
                  @Content(mediaType = JSON, schema = @Schema(implementation = FileView.class))))
  ResponseEntity<String> create(
      @Parameter(hidden = true) Caller caller,
      @Parameter(hidden = true) QueryParameters query,
      @Parameter(hidden = true) HttpServletRequest request)
      throws IOException;

  @Operation(
      operationId = "listFiles",
      summary = "List files, newest first",
      responses = @ApiResponse(responseCode = "200", description = "One page."))
  Page<FileView> list(
      @Parameter(hidden = true) Caller caller, @Parameter(hidden = true) QueryParameters query);

  @Operation(
      operationId = "getFile",
      summary = "Look at a file",
      responses = @ApiResponse(responseCode = "200", description = "All of it but its content."))
  FileView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  @Operation(
      operationId = "downloadFile",
      summary = "Download a file",
      description = "Always as an attachment.")
  @DocumentedDownload
  void download(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException;

  @Operation(
      operationId = "deleteFile",
      summary = "Delete a file",
      description = "Runs that have it, or wait with it, keep its content until they have ended.",
      responses = @ApiResponse(responseCode = "204", description = "It is gone."))
  ResponseEntity<Void> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(name = "id", in = ParameterIn.PATH) String id);

  /** An upload as a form, for the description. */
  @Schema(name = "FileForm", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record FileForm(
      @Schema(type = "string", format = "binary") String file,
      @Schema(description = "Instead of the name that the part has.") @Nullable String name,
      @Nullable String expiresAfter) {}
}
