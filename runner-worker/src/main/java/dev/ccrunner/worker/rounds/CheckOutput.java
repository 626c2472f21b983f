package dev.ccrunner.worker.rounds;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.masking.MaskedStream;
import dev.ccrunner.worker.masking.SecretMask;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes what one check prints: masks it, makes log events of its lines while it runs, and keeps its
 * end. Written by one thread at a time.
 */
final class CheckOutput extends OutputStream {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PIECE = 4096;
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** Colours and the like; then what is no text at all. */
  private static final Pattern CONTROLS =
      Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|[\\x00-\\x08\\x0b-\\x1f\\x7f]");

  private final String check;
  private final MaskedStream masked;
  private final JobEvents events;
  private final int maxTail;
  private final Ticker ticker;
  private final long begun;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder tail = new StringBuilder();
  private final StringBuilder unsaid = new StringBuilder();
  private ByteBuffer undecoded = ByteBuffer.allocate(0);
  private long logLeft;
  private long bytes;
  private long saidAt;

  CheckOutput(
      String check, SecretMask mask, JobEvents events, RoundsSettings settings, Ticker ticker) {
    this.check = check;
    this.masked = mask.stream();
    this.events = events;
    this.maxTail = Math.toIntExact(settings.maxTail().toBytes());
    this.logLeft = settings.maxLog().toBytes();
    this.ticker = ticker;
    this.begun = ticker.nanos();
    this.saidAt = begun - PAUSE.toNanos(); // the first line is shown at once
  }

  /** The ticker's reading when it was made. */
  long begun() {
    return begun;
  }

  /** How much there was in all. */
  synchronized long bytes() {
    return bytes;
  }

  /** The end of it. */
  synchronized String tail() {
    return tail.toString();
  }

  @Override
  public void write(int b) throws InterruptedIOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] chunk, int from, int length) throws InterruptedIOException {
    bytes += length;
    add(masked.next(decoded(chunk, from, length)));
    boolean due = unsaid.length() >= PIECE || ticker.nanos() - saidAt >= PAUSE.toNanos();
    if (due) {
      try {
        say(unsaid.lastIndexOf("\n") + 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  /** Words of ours, where the check has none. */
  synchronized void note(String text) {
    add(masked.next(text));
  }

  /** Nothing more comes. */
  synchronized void end() throws InterruptedException {
    add(masked.end());
    say(unsaid.length());
  }

  private String decoded(byte[] chunk, int from, int length) {
    var in = ByteBuffer.allocate(undecoded.remaining() + length);
    in.put(undecoded).put(chunk, from, length).flip();
    var out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    undecoded = in.compact().flip();
    return out.flip().toString();
  }

  private void add(String text) {
    String plain = CONTROLS.matcher(text).replaceAll("");
    unsaid.append(plain);
    tail.append(plain);
    if (tail.length() > maxTail) {
      tail.delete(0, wholeFrom(tail.length() - maxTail));
    }
  }

  private int wholeFrom(int at) {
    return Character.isLowSurrogate(tail.charAt(at)) ? at + 1 : at;
  }

  /** Up to there; a long line without an end in pieces. */
  private void say(int end) throws InterruptedException {
    int until = end == 0 && unsaid.length() >= PIECE ? unsaid.length() : end;
    if (until == 0) {
      return;
    }
    String text = unsaid.substring(0, until);
    unsaid.delete(0, until);
    saidAt = ticker.nanos();
    if (logLeft <= 0) {
      return;
    }
    logLeft -= text.length();
    log(text.stripTrailing());
    if (logLeft <= 0) {
      log("(What else this check prints is not in the log.)");
    }
  }

  private void log(String text) throws InterruptedException {
    if (!text.isBlank()) {
      events.append(
          EventType.LOG,
          JSON.createObjectNode()
              .put("level", "info")
              .put("source", "check")
              .put("check", check)
              .put("message", text)
              .toString());
    }
  }
}
