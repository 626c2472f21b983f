package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Machine;
import dev.ccrunner.bench.report.Progress;
import dev.ccrunner.bench.report.Report;
import dev.ccrunner.bench.subject.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures everything, one part after the other: parts that ran at once would measure each other.
 */
public final class Spine {

  /** What can be measured by itself. */
  public enum Part {
    LOCAL_MEMORY,
    WORKER_MEMORY,
    CLAIM,
    FIRST_EVENT,
    TURNS,
    FAN_OUT,
    BURST,
    SUBMIT
  }

  private static final Set<Part> WITH_FAKE_CLI =
      EnumSet.of(Part.WORKER_MEMORY, Part.CLAIM, Part.FIRST_EVENT, Part.FAN_OUT, Part.BURST);
  private static final Set<Part> WITH_REAL_CLI = EnumSet.of(Part.FIRST_EVENT, Part.TURNS);
  private static final String DATABASE = "ccr_bench";

  private final Scale scale;
  private final Set<Part> parts;
  private final Optional<Path> claude;
  private final Progress progress;
  private final Clock clock;
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  public Spine(
      Scale scale, Set<Part> parts, Optional<Path> claude, Progress progress, Clock clock) {
    this.scale = scale;
    this.parts = parts;
    this.claude = claude;
    this.progress = progress;
    this.clock = clock;
  }

  /** Starts all it needs and leaves nothing behind; when it fails, the logs stay. */
  public Report measure() throws IOException, SQLException, InterruptedException {
    var machine = Machine.here();
    var folder = Files.createTempDirectory("ccr-bench");
    progress.line("Logs while it runs: %s", folder);
    try (var installation = Installation.start(folder, line -> progress.line("  %s", line))) {
      measure(installation);
    } catch (IOException | SQLException | RuntimeException e) {
      // What was measured until then took long enough to be worth telling.
      progress.line("Broken off: %s", e);
      skipped.put(Report.BROKEN_OFF, e + "; see " + folder);
    }
    if (!skipped.containsKey(Report.BROKEN_OFF)) {
      delete(folder);
    }
    return new Report("spine", clock.instant(), scale.isQuick(), machine, figures, skipped);
  }

  private void measure(Installation installation)
      throws IOException, SQLException, InterruptedException {
    if (wanted(Part.LOCAL_MEMORY)) {
      figures.add(new IdleMemory(scale).ofLocalMode(installation));
    }
    progress.line("Gateway");
    try (var gateway = installation.startGateway(DATABASE)) {
      withFakeCli(installation, gateway);
      withRealCli(installation, gateway);
      if (wanted(Part.SUBMIT)) {
        // Last, since nobody carries these runs out.
        figures.addAll(new Submits(scale, progress).measure(installation, gateway, DATABASE));
      }
    }
  }

  private void withFakeCli(Installation installation, Installation.Gateway gateway)
      throws IOException, SQLException, InterruptedException {
    if (Collections.disjoint(parts, WITH_FAKE_CLI)) {
      return;
    }
    progress.line("Worker with the fake CLI");
    var cli = installation.fakeCli();
    try (var worker = installation.startWorker(gateway, DATABASE, "fake", cli)) {
      if (wanted(Part.WORKER_MEMORY)) {
        figures.add(new IdleMemory(scale).of(worker));
      }
      if (wanted(Part.CLAIM)) {
        figures.add(new Claims(scale).measure(installation, gateway, DATABASE));
      }
      if (wanted(Part.FIRST_EVENT)) {
        figures.addAll(FirstEvents.ofFakeCli(scale).measure(installation, gateway, cli));
      }
      if (wanted(Part.FAN_OUT)) {
        figures.addAll(new FanOut(scale, clock, progress).measure(installation, gateway));
      }
      if (wanted(Part.BURST)) {
        figures.add(new Burst(scale).measure(installation, gateway));
      }
    }
  }

  private void withRealCli(Installation installation, Installation.Gateway gateway)
      throws IOException, SQLException, InterruptedException {
    if (Collections.disjoint(parts, WITH_REAL_CLI)) {
      return;
    }
    if (claude.isEmpty()) {
      for (var part : WITH_REAL_CLI) {
        if (parts.contains(part)) {
          skipped.put(
              part.name().toLowerCase(Locale.ROOT) + ", real CLI",
              "no Claude Code: --claude or CCR_CLAUDE_BIN names one");
        }
      }
      return;
    }
    progress.line("Worker with the real CLI");
    try (var worker = installation.startWorker(gateway, DATABASE, "real", claude.get())) {
      progress.line("real CLI, worker %d", worker.pid());
      if (wanted(Part.FIRST_EVENT)) {
        figures.addAll(FirstEvents.ofRealCli(scale).measure(installation, gateway, claude.get()));
      }
      if (wanted(Part.TURNS)) {
        figures.addAll(new FurtherTurns(scale).measure(gateway.api()));
      }
    }
  }

  private boolean wanted(Part part) {
    if (parts.contains(part)) {
      progress.line("%s", part.name().toLowerCase(Locale.ROOT));
      return true;
    }
    return false;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
