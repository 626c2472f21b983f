package dev.ccrunner.gateway.content;

import java.io.IOException;
import java.io.InputStream;

/**
 * Something that can be downloaded.
 *
 * @param name what a client may call its file; directories in front are left out
 * @param mediaType as it was declared, by whomever
 * @param tag what no other content has, without quotation marks
 * @param bytes its length
 */
public record Content(String name, String mediaType, String tag, long bytes, Source source) {
  /** Where its bytes come from. */
  @FunctionalInterface
  public interface Source {
    /** {@code length} bytes from {@code from} on. */
    InputStream open(long from, long length) throws IOException;
  }

  String eTag() {
    return "\"" + tag + "\"";
  }
}
