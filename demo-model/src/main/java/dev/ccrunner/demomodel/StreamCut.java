package dev.ccrunner.demomodel;

import java.io.IOException;

/** Tells the server to drop the connection in the middle of an answer, because a script says so. */
final class StreamCut extends IOException {

  private static final long serialVersionUID = 1L;

  StreamCut() {
    super("Cut by the script.");
  }
}
