package dev.ccrunner.gateway.submission;

import dev.ccrunner.run.ContentPart;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a content is, by its first bytes: what somebody calls it, the model would not believe. */
enum ContentFormat {
  PNG("image/png", ContentPart.Type.IMAGE, "\u0089PNG\r\n\u001a\n", ""),
  JPEG("image/jpeg", ContentPart.Type.IMAGE, "\u00ff\u00d8\u00ff", ""),
  GIF("image/gif", ContentPart.Type.IMAGE, "GIF8", ""),
  WEBP("image/webp", ContentPart.Type.IMAGE, "RIFF", "WEBP"),
  PDF("application/pdf", ContentPart.Type.DOCUMENT, "%PDF-", ""),
  /** Whatever else is UTF-8 without control characters. */
  TEXT("text/plain", ContentPart.Type.DOCUMENT, "", "");

  /** So many bytes show what it is. */
  static final int HEAD = 512;

  private static final int SECOND_AT = 8;

  private final String mediaType;
  private final ContentPart.Type type;
  private final byte[] first;
  private final byte[] second;

  ContentFormat(String mediaType, ContentPart.Type type, String first, String second) {
    this.mediaType = mediaType;
    this.type = type;
    this.first = first.getBytes(StandardCharsets.ISO_8859_1);
    this.second = second.getBytes(StandardCharsets.ISO_8859_1);
  }

  String mediaType() {
    return mediaType;
  }

  boolean fits(ContentPart.Type wanted) {
    return type == wanted;
  }

  /** The format of a whole content; empty when it is none of these. */
  static Optional<ContentFormat> of(byte[] content) {
    return Arrays.stream(values())
        .filter(format -> format.matches(content, content.length))
        .findFirst();
  }

  /** The same by the first {@link #HEAD} bytes of one. */
  static Optional<ContentFormat> ofHead(byte[] head) {
    // The last character may be cut: three bytes less are surely whole in some place.
    return Arrays.stream(values())
        .filter(format -> format.matches(head, head.length < HEAD ? head.length : HEAD - 3))
        .findFirst();
  }

  static String names(ContentPart.Type type) {
    return Arrays.stream(values())
        .filter(format -> format.type == type)
        .map(format -> format.mediaType)
        .collect(Collectors.joining(", "));
  }

  private boolean matches(byte[] content, int textEnd) {
    return this == TEXT
        ? isText(content, textEnd)
        : startsWith(content, 0, first) && startsWith(content, SECOND_AT, second);
  }

  private static boolean startsWith(byte[] content, int at, byte[] expected) {
    return expected.length == 0
        || (content.length >= at + expected.length
            && Arrays.equals(content, at, at + expected.length, expected, 0, expected.length));
  }

  private static boolean isText(byte[] content, int end) {
    int whole = end;
    // Where the head ends within a character, that character is left out.
    while (whole < content.length && whole > 0 && (content[whole] & 0xC0) == 0x80) {
      whole--;
    }
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, whole));
      return !text.isEmpty()
          && text.chars()
              .noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f');
    } catch (CharacterCodingException _) {
      return false;
    }
  }
}
