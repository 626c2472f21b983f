package dev.ccrunner.worker.rounds;

import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checks of one attempt. Each look makes them in their order until one fails: what comes after
 * it says little as long as it does. Each look is made from the first on, since what mends one may
 * break another.
 */
final class Checks {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<CheckSpec> specs;
  private final boolean answerWanted;
  private final CheckBench bench;
  private final CheckReports reports;
  private final Map<String, Integer> told = new HashMap<>();
  private final Map<String, Checked> last = new LinkedHashMap<>();
  private int round;

  Checks(List<CheckSpec> specs, boolean answerWanted, CheckBench bench, CheckReports reports) {
    this.specs = specs;
    this.answerWanted = answerWanted;
    this.bench = bench;
    this.reports = reports;
  }

  Step look() throws InterruptedException {
    round++;
    last.clear();
    for (var spec : specs) {
      if (bench.unless().getAsBoolean()) {
        return new Step.BrokenOff();
      }
      var output = reports.begin(spec);
      ToolExit exit;
      try {
        exit = bench.run(spec, output);
      } catch (IOException e) {
        exit = new ToolExit(ToolExit.End.UNWANTED, -1, "");
        output.note(String.valueOf(e.getMessage()));
      }
      if (bench.unless().getAsBoolean()) {
        return new Step.BrokenOff(); // however it ended: it may have been killed for it
      }
      var checked = reports.end(spec, round, exit, output);
      last.put(spec.name(), checked);
      if (!checked.passed()) {
        return failed(checked);
      }
    }
    return new Step.Good();
  }

  private Step failed(Checked checked) {
    int times = told.merge(checked.check().name(), 1, Integer::sum);
    if (times > checked.check().maxRounds()) {
      return new Step.Failed(
          RunFailure.of(
              FailureCode.CHECKS_FAILED,
              "The check '%s' failed in round %d: %s."
                  .formatted(checked.check().name(), checked.round(), checked.how())));
    }
    return new Step.Say(Feedback.about(checked, answerWanted));
  }

  /** As the run shows them: those that the latest look did not come to have not passed. */
  String json() {
    var array = JSON.createArrayNode();
    for (var spec : specs) {
      var checked = last.get(spec.name());
      array.add(
          checked == null
              ? JSON.createObjectNode()
                  .put("name", spec.name())
                  .putNull("passed")
                  .putNull("round")
                  .putNull("exit_code")
                  .put("timed_out", false)
                  .putNull("duration_ms")
              : checked.toJson());
    }
    return array.toString();
  }
}
