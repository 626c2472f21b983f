package dev.ccrunner.bench.load;

import java.io.IOException;

/** The run has ended, and the client has seen its last event: 204, where a browser stops asking. */
public final class NothingFollows extends IOException {
  private static final long serialVersionUID = 1;

  NothingFollows() {
    super("Nothing follows");
  }
}
