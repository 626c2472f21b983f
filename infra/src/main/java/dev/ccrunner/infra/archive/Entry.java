package dev.ccrunner.infra.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Something in an archive, before anything of it is believed.
 *
 * @param target what a link leads to; empty for everything else
 * @param executable whether a file is a program; other permissions, set-uid among them, are not
 *     taken over
 */
record Entry(String name, Kind kind, boolean executable, String target, Content content) {
  static final Content NOTHING = InputStream::nullInputStream;

  enum Kind {
    FILE,
    DIRECTORY,
    SYMBOLIC_LINK,
    HARD_LINK,
    /** A device, a queue, a socket. */
    SPECIAL
  }

  /** What a file has in it; can be opened once. */
  interface Content {
    InputStream open() throws IOException;
  }
}
