package dev.ccrunner.gateway.outputs;

import dev.ccrunner.gateway.content.Downloads;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.RunOutput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What runs have left, over HTTP. */
@RestController
@RequestMapping("/v1/runs/{id}")
class OutputController implements OutputApi {
  private final Outputs outputs;
  private final Downloads downloads;

  OutputController(Outputs outputs, Downloads downloads) {
    this.outputs = outputs;
    this.downloads = downloads;
  }

  @Override
  @GetMapping("/patch")
  @Needs(Scope.RUNS_READ)
  @Refusals({
    ErrorCode.RUN_NOT_FOUND,
    ErrorCode.OUTPUT_NOT_FOUND,
    ErrorCode.RANGE_NOT_SATISFIABLE,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public void patch(
      Caller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    downloads.send(outputs.one(caller, id, RunOutput.Kind.PATCH), request, response);
  }

  @Override
  @GetMapping("/transcript")
  @Needs(Scope.RUNS_READ)
  @Refusals({
    ErrorCode.RUN_NOT_FOUND,
    ErrorCode.OUTPUT_NOT_FOUND,
    ErrorCode.RANGE_NOT_SATISFIABLE,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public void transcript(
      Caller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    downloads.send(outputs.one(caller, id, RunOutput.Kind.TRANSCRIPT), request, response);
  }

  @Override
  @GetMapping("/log")
  @Needs(Scope.RUNS_READ)
  @Refusals({ErrorCode.RUN_NOT_FOUND, ErrorCode.RANGE_NOT_SATISFIABLE})
  public void log(
      Caller caller,
      @PathVariable String id,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    downloads.send(outputs.log(caller, id), request, response);
  }

  @Override
  @GetMapping(path = "/artifacts", produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Scope.RUNS_READ)
  @Refusals({ErrorCode.RUN_NOT_FOUND, ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({"limit", "cursor"})
  public Page<ArtifactView> artifacts(
      Caller caller, @PathVariable String id, QueryParameters query) {
    return outputs.list(caller, id, query);
  }

  @Override
  @GetMapping(path = "/artifacts/{artifact_id}", produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Scope.RUNS_READ)
  @Refusals({ErrorCode.RUN_NOT_FOUND, ErrorCode.ARTIFACT_NOT_FOUND})
  public ArtifactView artifact(
      Caller caller, @PathVariable String id, @PathVariable("artifact_id") String artifact) {
    return ArtifactView.of(outputs.artifact(caller, id, artifact));
  }

  @Override
  @GetMapping("/artifacts/{artifact_id}/content")
  @Needs(Scope.RUNS_READ)
  @Refusals({
    ErrorCode.RUN_NOT_FOUND,
    ErrorCode.ARTIFACT_NOT_FOUND,
    ErrorCode.RANGE_NOT_SATISFIABLE,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public void download(
      Caller caller,
      @PathVariable String id,
      @PathVariable("artifact_id") String artifact,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    var found = outputs.artifact(caller, id, artifact);
    downloads.send(outputs.content(found), request, response);
  }
}
