package dev.ccrunner.gateway.outputs;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * The log of a run, an event in each line, as bytes. It is read a few events at a time, and only as
 * fast as somebody reads it; between two portions no connection to PostgreSQL is held.
 */
final class LogStream extends InputStream {
  private static final int PORTION = 50;
  private static final byte[] NOTHING = {};

  private final EventStore events;
  private final TeamId team;
  private final RunId run;
  private final long last;
  private final ArrayDeque<RunEvent> portion = new ArrayDeque<>();
  private long seen;
  private byte[] line = NOTHING;
  private int at;

  /**
   * @param last the number of the last event
   */
  LogStream(EventStore events, TeamId team, RunId run, long last) {
    this.events = events;
    this.team = team;
    this.run = run;
    this.last = last;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (at == line.length && !nextLine()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean nextLine() throws IOException {
    if (seen == last) {
      return false;
    }
    if (portion.isEmpty()) {
      portion.addAll(events.read(team, run, seen, (int) Math.min(PORTION, last - seen)));
    }
    var event = portion.poll();
    if (event == null || event.seq() != seen + 1) {
      throw new IOException("Expected event %d of %s, found a hole".formatted(seen + 1, run));
    }
    seen = event.seq();
    line = (event.json() + "\n").getBytes(StandardCharsets.UTF_8);
    at = 0;
    return true;
  }
}
