package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.claudecode.CliResult;
import dev.ccrunner.worker.claudecode.OutputMapper;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.LineSink;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Listens to one Claude Code process: each line goes into the log, and what the attempt has to know
 * is kept. Lines come from the child's own thread, which waits here when the log is full: then
 * Claude Code waits too, and nothing is lost.
 */
final class Transcript implements LineSink {
  private static final Logger log = LoggerFactory.getLogger(Transcript.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final OutputMapper mapper;
  private final SecretMask mask;
  private final AttemptLog attemptLog;
  private final BlockingQueue<Signal> signals;
  private final Spoken spoken;
  private final Consumer<CliMessage.ControlRequest> asked;
  private final Continued continued;
  private final Harvest.Begun harvest;
  private final Ticker ticker;
  private volatile long lastHeard;
  private volatile boolean sessionStarted;
  private volatile @Nullable CliResult lastResult;

  /** Whether it said anything that its own record does not have yet, as far as we have that. */
  private volatile boolean unrecorded;

  private volatile boolean heard;
  private final Set<String> answers = ConcurrentHashMap.newKeySet();

  Transcript(
      OutputMapper mapper,
      SecretMask mask,
      AttemptLog attemptLog,
      BlockingQueue<Signal> signals,
      Spoken spoken,
      Consumer<CliMessage.ControlRequest> asked,
      Continued continued,
      Harvest.Begun harvest,
      Ticker ticker) {
    this.mapper = mapper;
    this.mask = mask;
    this.attemptLog = attemptLog;
    this.signals = signals;
    this.spoken = spoken;
    this.asked = asked;
    this.continued = continued;
    this.harvest = harvest;
    this.ticker = ticker;
    this.lastHeard = ticker.nanos();
  }

  /** The clock's reading when the last line came. */
  long lastHeard() {
    return lastHeard;
  }

  /** From here on silence counts. */
  void listenAnew() {
    lastHeard = ticker.nanos();
  }

  boolean sessionStarted() {
    return sessionStarted;
  }

  /** Whether Claude Code has done anything with what it was told. */
  boolean heardAnything() {
    return heard;
  }

  /** Whether all that was said is also in the record that others would go on from. */
  boolean recorded() {
    return !unrecorded;
  }

  /** Whether our request of that id was answered, and so all is heard that was printed before. */
  boolean isAnswered(String request) {
    return answers.contains(request);
  }

  Optional<CliResult> lastResult() {
    return Optional.ofNullable(lastResult);
  }

  @Override
  public SecretMask mask() {
    return mask;
  }

  @Override
  public void line(byte[] utf8) {
    lastHeard = ticker.nanos();
    var text = new String(utf8, StandardCharsets.UTF_8);
    try {
      for (var message : mapper.map(text)) {
        take(message);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void cutLine(byte[] head, long length) {
    lastHeard = ticker.nanos();
    var data =
        JSON.createObjectNode()
            .put("truncated_bytes", length - head.length)
            .put("head", mask.maskHead(new String(head, StandardCharsets.UTF_8)));
    try {
      attemptLog.append(EventType.RAW, data.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(CliMessage message) throws InterruptedException {
    switch (message) {
      case CliMessage.Emit(var type, var dataJson) -> {
        unrecorded |= type == EventType.AGENT_MESSAGE;
        attemptLog.append(type, dataJson);
        if (type == EventType.FILE_CHANGED) {
          harvest.told(dataJson);
        }
      }
      case CliMessage.Delta(var type, var dataJson) -> attemptLog.delta(type, dataJson);
      case CliMessage.Initialised _ -> {
        sessionStarted = true;
        heard = true;
        spoken.turnBegan();
        boolean _ = signals.offer(Signal.TURN);
      }
      case CliMessage.Progress(var uuid, var state) -> {
        spoken.progress(uuid, state);
        boolean _ = signals.offer(Signal.TURN);
      }
      case CliMessage.TurnEnded(var result) -> {
        lastResult = result;
        heard = true;
        spoken.answered(result.messageUuids());
        boolean _ = signals.offer(Signal.TURN);
      }
      case CliMessage.Mirrored lines -> {
        heard = true;
        unrecorded &= lines.entries().isEmpty();
        continued.mirrored(lines);
      }
      case CliMessage.ControlRequest request -> asked.accept(request);
      case CliMessage.ControlResponse response -> {
        noteRefusal(response);
        answers.add(response.requestId());
        boolean _ = signals.offer(Signal.TURN);
      }
      case CliMessage.ControlRequestCancelled _, CliMessage.Ignored _ -> {}
    }
  }

  private void noteRefusal(CliMessage.ControlResponse response) {
    if (response.error() != null) {
      log.warn(
          "Claude Code refused our request {} of {}: {}",
          response.requestId(),
          attemptLog.key().runId(),
          response.error());
    }
  }
}
