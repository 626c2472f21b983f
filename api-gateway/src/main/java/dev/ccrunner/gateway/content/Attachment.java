package dev.ccrunner.gateway.content;

import java.nio.charset.StandardCharsets;

/** The header that makes a browser keep a content as a file instead of showing it: RFC 6266. */
final class Attachment {
  private static final String UNESCAPED = "!#$&+-.^_`|~";

  private Attachment() {}

  /** With the last part of {@code name}: once for everybody, once as RFC 5987 has it. */
  static String named(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain(last), encoded(last));
  }

  private static String plain(String name) {
    return name.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
  }

  private static String encoded(String name) {
    var encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || UNESCAPED.indexOf(c) >= 0;
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
