package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A piece of an SSE stream, encoded once and then shared by everyone it is sent to. */
final class Frame {
  /** Keeps a connection alive, and says nothing. */
  static final Frame PING = new Frame(Kind.CONTROL, 0, "", ": ping\n\n");

  /** The last frame for a caller that would not be let in any more. */
  static final Frame NOT_ADMITTED =
      new Frame(
          Kind.CONTROL, 0, "", ": the key or session of this stream is not good any more\n\n");

  private enum Kind {
    EVENT,
    DELTA,
    CONTROL
  }

  private final Kind kind;
  private final long seq;
  private final String type;
  private final byte[] bytes;

  private Frame(Kind kind, long seq, String type, String text) {
    this.kind = kind;
    this.seq = seq;
    this.type = type;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  static Frame of(RunEvent event) {
    return new Frame(
        Kind.EVENT,
        event.seq(),
        event.type(),
        "id: " + event.seq() + "\nevent: " + event.type() + "\ndata: " + event.json() + "\n\n");
  }

  /** Without an id: a client that comes back resumes after the last event. */
  static Frame of(RunDelta delta) {
    return new Frame(
        Kind.DELTA,
        delta.after(),
        delta.type(),
        "event: " + delta.type() + "\ndata: " + delta.json() + "\n\n");
  }

  /** When to come back if the connection breaks; the first frame of a stream. */
  static Frame retry(Duration after) {
    return new Frame(Kind.CONTROL, 0, "", "retry: " + after.toMillis() + "\n\n");
  }

  /** The last frame of a gateway that stops. */
  static Frame goodbye(Duration comeBackAfter) {
    return new Frame(
        Kind.CONTROL,
        0,
        "",
        ": this gateway is going away\nretry: " + comeBackAfter.toMillis() + "\n\n");
  }

  /**
   * Moves the client's {@code Last-Event-ID} forward without an event, past events that it did not
   * want to see.
   */
  static Frame cursor(String place) {
    return new Frame(Kind.CONTROL, 0, "", "id: " + place + "\n\n");
  }

  /** The same event where places are written in another way. */
  Frame withId(String id) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return new Frame(kind, seq, type, "id: " + id + text.substring(text.indexOf('\n')));
  }

  boolean isDelta() {
    return kind == Kind.DELTA;
  }

  /** The number of the event; for a delta, that of the event it follows. */
  long seq() {
    return seq;
  }

  String type() {
    return type;
  }

  int size() {
    return bytes.length;
  }

  /** Not a copy: whoever gets it only reads it. */
  byte[] bytes() {
    return bytes;
  }
}
