package dev.ccrunner.gateway.content;

import dev.ccrunner.gateway.web.WriteDeadline;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends contents. One thread waits for each client, which costs next to nothing, and not for ever.
 * A content that turns out to be damaged on the way ends with a broken connection before its last
 * byte, since its status is sent already.
 */
@Component
public class Downloads {
  private static final Logger log = LoggerFactory.getLogger(Downloads.class);
  private static final int BUFFER = 64 * 1024;

  private final ContentSettings settings;

  Downloads(ContentSettings settings) {
    this.settings = settings;
  }

  /** Answers the request with the content, a part of it, or that the client has it already. */
  public void send(Content content, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (isKnown(content, request.getHeader("If-None-Match"))) {
      describe(content, response);
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    ByteRange range = ByteRange.of(request, content);
    boolean headersOnly = request.getMethod().equals("HEAD");
    long from = range == null ? 0 : range.from();
    long length = range == null ? content.bytes() : range.length();
    // Opened first: what is missing can still be answered as a problem.
    try (InputStream in =
        headersOnly ? InputStream.nullInputStream() : content.source().open(from, length)) {
      describe(content, response);
      response.setContentType(SafeMediaType.of(content.mediaType()));
      response.setHeader("Content-Disposition", Attachment.named(content.name()));
      response.setHeader("Accept-Ranges", "bytes");
      response.setContentLengthLong(length);
      if (range != null) {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader("Content-Range", range.header(content));
      }
      if (!headersOnly) {
        write(in, length, request, response);
      }
    }
  }

  private static void describe(Content content, HttpServletResponse response) {
    response.setHeader("ETag", content.eTag());
    response.setHeader("Cache-Control", "private, no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }

  private void write(
      InputStream in, long length, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var before = WriteDeadline.set(request, settings.writeDeadline());
    try {
      var out = response.getOutputStream();
      var buffer = new byte[BUFFER];
      long left = length;
      while (left > 0) {
        int count = read(in, buffer, left, response);
        try {
          out.write(buffer, 0, count);
        } catch (IOException e) {
          log.debug("A client went away with {} bytes to come", left, e);
          return;
        }
        left -= count;
      }
    } finally {
      var _ = WriteDeadline.set(request, before);
    }
  }

  /** Once it was promised, only cutting the connection tells the client that the rest is lost. */
  private static int read(InputStream in, byte[] buffer, long left, HttpServletResponse response)
      throws IOException {
    try {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        throw new EOFException("Expected %d more bytes, found the end".formatted(left));
      }
      return count;
    } catch (IOException e) {
      log.error("A content could not be read to its end; the client's connection is cut", e);
      response.flushBuffer();
      throw e;
    }
  }

  private static boolean isKnown(Content content, @Nullable String tags) {
    return tags != null
        && Arrays.stream(tags.split(","))
            .map(tag -> tag.strip().replaceFirst("^W/", ""))
            .anyMatch(tag -> tag.equals("*") || tag.equals(content.eTag()));
  }
}
