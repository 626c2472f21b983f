package dev.ccrunner.gateway.content;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.responses.ApiResponses;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API's description says of every download. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
  @Parameter(
      name = "Range",
      in = ParameterIn.HEADER,
      description = "One part of it, such as bytes=0-1023.",
      schema = @Schema(type = "string")),
  @Parameter(
      name = "If-None-Match",
      in = ParameterIn.HEADER,
      description = "The ETag of what the client has already.",
      schema = @Schema(type = "string"))
})
@ApiResponses({
  @ApiResponse(
      responseCode = "200",
      description = "All of it.",
      headers = {
        @Header(name = "ETag", schema = @Schema(type = "string")),
        @Header(name = "Content-Disposition", schema = @Schema(type = "string"))
      },
      content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary"))),
  @ApiResponse(
      responseCode = "206",
      description = "The part that was asked for.",
      headers = @Header(name = "Content-Range", schema = @Schema(type = "string")),
      content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary"))),
  @ApiResponse(
      responseCode = "304",
      description = "The client has it already.",
      headers = @Header(name = "ETag", schema = @Schema(type = "string")),
      content = @Content)
})
public @interface DocumentedDownload {}
