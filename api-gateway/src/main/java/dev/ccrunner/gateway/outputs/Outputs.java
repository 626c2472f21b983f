package dev.ccrunner.gateway.outputs;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.gateway.content.Content;
import dev.ccrunner.gateway.content.StoredContent;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.PageRequest;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.StoredOutput;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.stereotype.Service;

/** Finds what runs of the caller's team have left. */
@Service
class Outputs {
  private final RunLedger runs;
  private final StoredOutputs outputs;
  private final EventStore events;
  private final StoredContent contents;

  Outputs(RunLedger runs, StoredOutputs outputs, EventStore events, StoredContent contents) {
    this.runs = runs;
    this.outputs = outputs;
    this.events = events;
    this.contents = contents;
  }

  /** The only one, or the last, of its kind. */
  Content one(Caller caller, String id, RunOutput.Kind kind) {
    var run = run(caller, id);
    return outputs
        .last(caller.teamId(), run.id(), kind)
        .map(this::content)
        .orElseThrow(() -> none(run, kind));
  }

  /** All events that PostgreSQL has now; of a run that goes on, more will come. */
  Content log(Caller caller, String id) {
    var run = run(caller, id);
    return new Content(
        run.id() + ".jsonl",
        "application/jsonl",
        "%d-%08x".formatted(run.log().bytes(), run.log().crc32()),
        run.log().bytes(),
        (from, _) -> {
          var log = new LogStream(events, caller.teamId(), run.id(), run.lastSeq());
          log.skipNBytes(from);
          return log;
        });
  }

  Page<ArtifactView> list(Caller caller, String id, QueryParameters query) {
    var run = run(caller, id);
    var page = PageRequest.of(query, "artifacts " + caller.teamId() + " " + run.id());
    var found = outputs.artifacts(caller.teamId(), run.id(), page.last(), page.sought());
    return page.page(found, ArtifactView::of, artifact -> artifact.id().value());
  }

  StoredOutput artifact(Caller caller, String id, String artifactId) {
    var run = run(caller, id);
    return ArtifactId.parse(artifactId)
        .flatMap(artifact -> outputs.artifact(caller.teamId(), run.id(), artifact))
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "Expected the id of an artifact of this run, found '%s'."
                    .formatted(Shown.shortly(artifactId))));
  }

  Content content(StoredOutput output) {
    return contents.of(output.name(), output.mediaType(), output.blob());
  }

  private StoredRun run(Caller caller, String id) {
    Supplier<ProblemException> unknown =
        () -> ProblemException.of(ErrorCode.RUN_NOT_FOUND, "There is no such run.");
    return RunId.parse(id).flatMap(run -> runs.find(caller.teamId(), run)).orElseThrow(unknown);
  }

  private static ProblemException none(StoredRun run, RunOutput.Kind kind) {
    return ProblemException.of(
        ErrorCode.OUTPUT_NOT_FOUND,
        run.status().terminal()
            ? "The run has ended without a %s, or the time it was kept for is over."
                .formatted(word(kind))
            : "The run is %s; its %s is there when it has ended."
                .formatted(run.status().wireName(), word(kind)));
  }

  private static String word(RunOutput.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
