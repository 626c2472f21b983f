package dev.ccrunner.demomodel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an answer as server-sent events, piece by piece, and lets its fault strike where the
 * script says.
 */
final class MessageStream {

  /** A huge text is cut into about this many pieces unless the script wants it otherwise. */
  private static final int MOST_PIECES = 500;

  private static final int SMALLEST_PIECE = 40;

  private final OutputStream out;
  private final Answer answer;
  private final Stopping stopping;
  private int charsLeftToFault;
  private int index;

  MessageStream(OutputStream out, Answer answer, Stopping stopping) {
    this.out = out;
    this.answer = answer;
    this.stopping = stopping;
    charsLeftToFault =
        switch (answer.fault()) {
          case Fault.Cut(var chars) -> chars;
          case Fault.Stall(var chars, _) -> chars;
          case Fault.ErrorEvent(var chars, _) -> chars;
          case Fault.Status _, Fault.Garbage _ -> -1; // neither gets as far as a stream of text
          case null -> -1;
        };
  }

  void write() throws IOException {
    var turn = answer.turn();
    var start = event("message_start");
    start.set("message", answer.envelope().set("usage", answer.usage().atStart()));
    send(start);
    send(event("ping"));
    out.flush();
    if (turn.thinking() != null) {
      block(
          JsonNodeFactory.instance
              .objectNode()
              .put("type", "thinking")
              .put("thinking", "")
              .put("signature", ""));
      pieces(turn.thinking(), "thinking_delta", "thinking");
      delta("signature_delta", "signature", answer.signature());
      endBlock();
    }
    if (turn.text() != null) {
      block(JsonNodeFactory.instance.objectNode().put("type", "text").put("text", ""));
      if (!text(turn.text())) {
        return;
      }
      endBlock();
    }
    // The text may have been shorter than the script thought, or missing.
    if (charsLeftToFault >= 0 && !strike()) {
      return;
    }
    for (var call : turn.tools()) {
      var block =
          JsonNodeFactory.instance.objectNode().put("type", "tool_use").put("id", Ids.toolUse());
      block.put("name", call.name()).putObject("input");
      block(block);
      pieces(call.input().toString(), "input_json_delta", "partial_json");
      endBlock();
    }
    end();
  }

  private void end() throws IOException {
    var delta = event("message_delta");
    delta
        .putObject("delta")
        .put("stop_reason", answer.turn().effectiveStopReason())
        .putNull("stop_sequence");
    delta.set("usage", answer.usage().atEnd());
    send(delta);
    send(event("message_stop"));
    out.flush();
  }

  /** Whether the answer goes on after it. */
  private boolean text(String text) throws IOException {
    if (charsLeftToFault < 0 || charsLeftToFault >= text.length()) {
      pieces(text, "text_delta", "text");
      return true;
    }
    pieces(text.substring(0, charsLeftToFault), "text_delta", "text");
    var rest = text.substring(charsLeftToFault);
    if (!strike()) {
      return false;
    }
    pieces(rest, "text_delta", "text");
    return true;
  }

  /** Whether the answer goes on after it. */
  private boolean strike() throws IOException {
    charsLeftToFault = -1;
    out.flush();
    return switch (answer.fault()) {
      case Fault.Cut _ -> throw new StreamCut();
      case Fault.Stall(_, var millis) -> {
        stopping.pause(millis);
        yield true;
      }
      case Fault.ErrorEvent(_, var status) -> {
        send(ApiError.of(status, ApiError.usualMessage(status)).toJson(Ids.request()));
        out.flush();
        yield false;
      }
      case Fault.Status _, Fault.Garbage _ ->
          throw new IllegalStateException("This fault never starts a stream.");
      case null -> true;
    };
  }

  private void pieces(String text, String deltaType, String key) throws IOException {
    var pace = answer.turn().pace();
    var size =
        pace.chunkChars() > 0
            ? pace.chunkChars()
            : Math.max(SMALLEST_PIECE, text.length() / MOST_PIECES);
    for (var from = 0; from < text.length(); ) {
      var to = Math.min(text.length(), from + size);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to++;
      }
      delta(deltaType, key, text.substring(from, to));
      from = to;
      if (pace.chunkMillis() > 0) {
        out.flush();
        stopping.pause(pace.chunkMillis());
      }
    }
  }

  private void block(JsonNode content) throws IOException {
    var start = event("content_block_start").put("index", index);
    start.set("content_block", content);
    send(start);
  }

  private void delta(String type, String key, String value) throws IOException {
    var delta = event("content_block_delta").put("index", index);
    delta.putObject("delta").put("type", type).put(key, value);
    send(delta);
  }

  private void endBlock() throws IOException {
    send(event("content_block_stop").put("index", index));
    index++;
  }

  private static ObjectNode event(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  private void send(JsonNode event) throws IOException {
    var frame = "event: " + event.path("type").stringValue() + "\ndata: " + event + "\n\n";
    out.write(frame.getBytes(StandardCharsets.UTF_8));
  }
}
