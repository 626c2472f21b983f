package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import dev.ccrunner.worker.masking.SecretMask;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what each line of one Claude Code process means. Every line means something: what is not
 * known becomes a {@code raw} event, so that nothing is thrown away when Claude Code learns to say
 * new things. docs/events.md describes each event's data.
 *
 * <p>One mapper per process, because some lines are only understood after earlier ones; not thread
 * safe, since lines have an order.
 */
public final class OutputMapper {
  private final WireJson json;
  private final ValueCutter cutter;
  private final SecretMask mask;
  private final AssistantLines assistant = new AssistantLines();
  private final UserLines user = new UserLines();
  private final SystemLines system = new SystemLines();
  private final StreamFrames stream;
  private final MirrorLines mirror;

  /** Of a process that knows no secrets. */
  public OutputMapper(EventLimits limits) {
    this(limits, SecretMask.NONE);
  }

  /** Of a process whose secrets are masked in all that it says. */
  public OutputMapper(EventLimits limits, SecretMask mask) {
    this.json = new WireJson(limits.maxLineBytes());
    this.cutter = new ValueCutter(limits);
    this.mask = mask;
    this.stream = new StreamFrames(mask);
    this.mirror = new MirrorLines(mask);
  }

  /**
   * What {@code line} means, in order; never empty.
   *
   * @param line without its line feed
   */
  public List<CliMessage> map(String line) {
    var out = new Emissions(cutter, mask);
    json.object(line).ifPresentOrElse(object -> map(object, out), () -> out.rawText(line));
    return out.all();
  }

  private void map(ObjectNode line, Emissions out) {
    switch (text(line, "type")) {
      case "assistant" -> assistant.map(line, out);
      case "user" -> user.map(line, out);
      case "system" -> system.map(line, out);
      case "stream_event" -> stream.map(line, out);
      case "result" -> ResultLines.map(line, assistant.takeLastApiError(), out);
      case "attachment" -> AttachmentLines.map(line, out);
      case "rate_limit_event" -> LimitLines.rateLimit(line, out);
      case "control_request" -> controlRequest(line, out);
      case "control_cancel_request" ->
          out.message(new CliMessage.ControlRequestCancelled(text(line, "request_id")));
      case "control_response" -> controlResponse(line, out);
      case "transcript_mirror" -> out.message(mirror.map(line));
      case "command_lifecycle" -> {
        out.raw(line);
        out.message(new CliMessage.Progress(text(line, "command_uuid"), text(line, "state")));
      }
      default -> {}
    }
    if (out.isEmpty()) {
      out.raw(line);
    }
    if (text(line, "type").equals("assistant")) {
      out.first(stream.restBefore(line));
    }
  }

  private static void controlRequest(ObjectNode line, Emissions out) {
    JsonNode request = line.path("request");
    out.message(
        new CliMessage.ControlRequest(
            text(line, "request_id"), text(request, "subtype"), WireJson.write(request)));
  }

  private void controlResponse(ObjectNode line, Emissions out) {
    JsonNode response = line.path("response");
    boolean refused = text(response, "subtype").equals("error");
    String error = textOrNull(response, "error");
    JsonNode body = response.path("response");
    out.message(
        new CliMessage.ControlResponse(
            text(response, "request_id"),
            refused ? (error == null ? "refused without a reason" : mask.mask(error)) : null,
            body.isObject() ? WireJson.write(body) : "{}"));
  }
}
