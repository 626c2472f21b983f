package dev.ccrunner.gateway.files;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A form with a file, part by part. */
final class Form {
  static final String TYPE = "multipart/form-data; boundary=limit";

  private final List<InputStream> parts = new ArrayList<>();

  Form field(String name, String value) {
    return raw("Content-Disposition: form-data; name=\"%s\"".formatted(name), text(value));
  }

  Form file(String name, String mediaType, String content) {
    return file(name, mediaType, text(content));
  }

  Form file(String name, String mediaType, InputStream content) {
    return raw(
        "Content-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s"
            .formatted(name, mediaType),
        content);
  }

  Form raw(String headers, InputStream content) {
    parts.add(text("--limit\r\n" + headers + "\r\n\r\n"));
    parts.add(content);
    parts.add(text("\r\n"));
    return this;
  }

  BodyPublisher body() {
    parts.add(text("--limit--\r\n"));
    var all = new SequenceInputStream(Collections.enumeration(parts));
    return BodyPublishers.ofInputStream(() -> all);
  }

  static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
