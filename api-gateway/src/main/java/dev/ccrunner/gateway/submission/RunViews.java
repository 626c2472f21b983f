package dev.ccrunner.gateway.submission;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Turns a stored run into what clients see of it. */
@Component
class RunViews {
  private static final String WAITS = "Waiting for a free worker.";
  private static final TypeReference<List<Object>> LIST = new TypeReference<>() {};

  private final JsonMapper json;

  RunViews(JsonMapper json) {
    this.json = json;
  }

  /**
   * The run as JSON shows it.
   *
   * @param position in the queue; null when nobody has looked
   */
  RunView of(StoredRun run, @Nullable Integer position) {
    String self = path(run);
    return new RunView(
        run.id().toString(),
        "run",
        run.status().wireName(),
        run.statusReason(),
        failure(run.failure()),
        run.session() == null ? null : run.session().session().toString(),
        run.attempt(),
        run.status() == RunStatus.QUEUED ? new RunView.Queue(position, waits(run)) : null,
        run.spec().prompt(),
        run.spec().model(),
        run.spec().permissionMode().wireName(),
        result(run),
        usage(run.usage()),
        cost(run.usage().costUsd()),
        run.finishedAt() == null ? null : (Integer) run.result().numTurns(),
        json.readValue(run.result().permissionDenialsJson(), LIST),
        List.of(),
        git(run),
        json.readValue(run.brought().checksJson(), LIST),
        run.brought().artifacts(),
        run.lastSeq(),
        new RunView.Log(run.log().bytes(), run.log().crc32()),
        timings(run),
        run.workerId() == null ? null : run.workerId().toString(),
        run.sandboxLevel(),
        new TreeMap<>(run.labels()),
        run.createdBy().toString(),
        run.createdAt(),
        run.startedAt(),
        run.finishedAt(),
        urls(self));
  }

  private RunView.@Nullable Git git(StoredRun run) {
    var stored = run.brought().gitJson();
    return stored == null ? null : json.readValue(stored, RunView.Git.class);
  }

  private static RunView.Urls urls(String self) {
    return new RunView.Urls(
        self,
        self + "/events",
        self + "/cancel",
        self + "/artifacts",
        self + "/patch",
        self + "/transcript",
        self + "/log",
        null);
  }

  private static String waits(StoredRun run) {
    return run.statusReason() == null ? WAITS : run.statusReason();
  }

  static String path(StoredRun run) {
    return "/v1/runs/" + run.id();
  }

  String write(RunView view) {
    return json.writeValueAsString(view);
  }

  private static RunView.@Nullable Failure failure(@Nullable RunFailure failure) {
    return failure == null
        ? null
        : new RunView.Failure(
            failure.code().wireName(), failure.message(), failure.code().retryable());
  }

  private RunView.@Nullable Result result(StoredRun run) {
    String text = run.result().text();
    String structured = run.result().structuredJson();
    return text == null && structured == null
        ? null
        : new RunView.Result(
            text, structured == null ? null : json.readValue(structured, Object.class));
  }

  private static RunView.Usage usage(RunUsage usage) {
    var total = usage.total();
    return new RunView.Usage(
        total.inputTokens(),
        total.outputTokens(),
        total.cacheReadInputTokens(),
        total.cacheCreationInputTokens(),
        byModel(usage));
  }

  private static Map<String, RunView.Model> byModel(RunUsage usage) {
    var byModel = new TreeMap<String, RunView.Model>();
    usage
        .byModel()
        .forEach((model, use) ->
            byModel.put(
                model,
                new RunView.Model(
                    use.tokens().inputTokens(),
                    use.tokens().outputTokens(),
                    use.tokens().cacheReadInputTokens(),
                    use.tokens().cacheCreationInputTokens(),
                    cost(use.costUsd()))));
    return byModel;
  }

  private static @Nullable String cost(@Nullable BigDecimal usd) {
    return usd == null ? null : usd.stripTrailingZeros().toPlainString();
  }

  private static RunView.Timings timings(StoredRun run) {
    return new RunView.Timings(
        between(run.createdAt(), run.claimedAt()),
        between(run.claimedAt(), run.startedAt()),
        between(run.startedAt(), run.finishedAt()));
  }

  private static @Nullable Long between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Math.max(0, Duration.between(from, to).toMillis());
  }
}
