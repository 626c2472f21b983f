package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.gateway.web.SizeText;
import dev.ccrunner.run.MachineLimits;
import dev.ccrunner.run.RunLimits;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides about the field {@code limits}. */
final class LimitsRequest {
  private static final BigDecimal MAX_COST = new BigDecimal("1000000");
  private static final int COST_SCALE = 6;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Claude Code alone takes some 250 MiB and a dozen threads. */
  private static final long LEAST_MEMORY = 256L << 20;

  private static final long LEAST_DISK = 16L << 20;
  private static final int LEAST_PROCESSES = 32;
  private static final BigDecimal LEAST_CPUS = new BigDecimal("0.1");
  private static final int CPU_SCALE = 3;

  private LimitsRequest() {}

  static RunLimits decide(
      RunSubmission.@Nullable Limits asked, RequestBounds bounds, Objections objections) {
    SubmissionSettings settings = bounds.run();
    if (asked == null) {
      return new RunLimits(null, null, settings.defaultTimeout(), settings.defaultIdleTimeout());
    }
    checkCost(asked.maxCostUsd(), objections);
    if (asked.maxTurns() != null) {
      objections.checkNumber("/limits/max_turns", asked.maxTurns(), 1, settings.maxTurns());
    }
    return new RunLimits(
        asked.maxCostUsd(),
        asked.maxTurns(),
        duration(
            "/limits/timeout", asked.timeout(), settings.defaultTimeout(), settings, objections),
        duration(
            "/limits/idle_timeout",
            asked.idleTimeout(),
            settings.defaultIdleTimeout(),
            settings,
            objections),
        machine(asked, bounds.machine(), objections));
  }

  private static MachineLimits machine(
      RunSubmission.Limits asked, MachineSettings settings, Objections objections) {
    checkSize(
        "/limits/memory", asked.memory(), LEAST_MEMORY, settings.maxMemory().toBytes(), objections);
    checkSize("/limits/disk", asked.disk(), LEAST_DISK, settings.maxDisk().toBytes(), objections);
    BigDecimal cpus = asked.cpus();
    if (cpus != null
        && (cpus.compareTo(LEAST_CPUS) < 0
            || cpus.compareTo(settings.maxCpus()) > 0
            || cpus.stripTrailingZeros().scale() > CPU_SCALE)) {
      objections.refuse(
          "/limits/cpus",
          "Expected a number from %s to %s with at most %d decimals, found %s."
              .formatted(LEAST_CPUS, settings.maxCpus().toPlainString(), CPU_SCALE, cpus));
    }
    if (asked.processes() != null) {
      objections.checkNumber(
          "/limits/processes", asked.processes(), LEAST_PROCESSES, settings.maxProcesses());
    }
    return new MachineLimits(asked.memory(), cpus, asked.disk(), asked.processes());
  }

  private static void checkSize(
      String pointer, @Nullable Long asked, long least, long most, Objections objections) {
    if (asked != null && (asked < least || asked > most)) {
      objections.refuse(
          pointer,
          "Expected a size from %s to %s, found %s."
              .formatted(SizeText.format(least), SizeText.format(most), SizeText.format(asked)));
    }
  }

  private static void checkCost(@Nullable BigDecimal cost, Objections objections) {
    if (cost != null
        && (cost.signum() <= 0
            || cost.compareTo(MAX_COST) > 0
            || cost.stripTrailingZeros().scale() > COST_SCALE)) {
      objections.refuse(
          "/limits/max_cost_usd",
          "Expected more than 0, at most %s and at most %d decimals, found %s."
              .formatted(MAX_COST, COST_SCALE, cost));
    }
  }

  private static Duration duration(
      String pointer,
      @Nullable Duration asked,
      Duration otherwise,
      SubmissionSettings settings,
      Objections objections) {
    if (asked == null) {
      return otherwise;
    }
    checkDuration(pointer, asked, settings.maxTimeout(), objections);
    return asked;
  }

  static void checkDuration(String pointer, Duration asked, Duration most, Objections objections) {
    if (asked.compareTo(SHORTEST) < 0 || asked.compareTo(most) > 0) {
      objections.refuse(
          pointer,
          "Expected a duration from %s to %s, found %s."
              .formatted(
                  DurationText.format(SHORTEST),
                  DurationText.format(most),
                  DurationText.format(asked)));
    }
  }
}
