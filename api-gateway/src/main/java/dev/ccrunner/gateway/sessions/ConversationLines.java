package dev.ccrunner.gateway.sessions;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at a conversation while somebody else reads it: each line must be a JSON object, and all of
 * them must be of one conversation. Of a line nothing is held but its bytes, which are bounded.
 */
final class ConversationLines extends FilterInputStream {
  private final JsonMapper json;
  private final int longest;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;
  private @Nullable UUID conversation;

  /**
   * @param conversation that the lines must be of, if they say of which; null: whatever the first
   *     one says
   */
  ConversationLines(InputStream content, @Nullable UUID conversation, long longest) {
    super(content);
    this.conversation = conversation;
    this.longest = (int) Math.min(longest, Integer.MAX_VALUE - 8);
    this.json =
        new JsonMapper(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(this.longest).build())
                .build());
  }

  /** Something that is no line of the conversation. An IOException, to get through the reader. */
  static final class Broken extends IOException {
    Broken(String expectedAndFound) {
      super(expectedAndFound);
    }
  }

  /** Which conversation it is; empty: no line has said so. */
  Optional<UUID> conversation() {
    return Optional.ofNullable(conversation);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    if (count < 0) {
      endOfLine();
      return count;
    }
    int begin = from;
    for (int at = from; at < from + count; at++) {
      if (bytes[at] == '\n') {
        add(bytes, begin, at - begin);
        endOfLine();
        begin = at + 1;
      }
    }
    add(bytes, begin, from + count - begin);
    return count;
  }

  private void add(byte[] bytes, int from, int length) throws Broken {
    if (line.size() + length > longest) {
      throw new Broken(
          "Expected lines of at most %d bytes (ccr.sessions.max-import-line), found line %d longer"
              .formatted(longest, number + 1));
    }
    line.write(bytes, from, length);
  }

  private void endOfLine() throws Broken {
    if (line.size() == 0) {
      return;
    }
    number++;
    byte[] whole = line.toByteArray();
    line.reset();
    try (var parser = json.createParser(whole)) {
      look(parser);
    } catch (JacksonException _) {
      throw noObject();
    }
  }

  private void look(JsonParser parser) throws Broken {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw noObject();
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean says = parser.currentName().equals("sessionId");
      if (parser.nextToken() == JsonToken.VALUE_STRING && says) {
        checkSame(parser.getString());
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      throw noObject();
    }
  }

  private void checkSame(String id) throws Broken {
    UUID found;
    try {
      found = UUID.fromString(id);
    } catch (IllegalArgumentException _) {
      throw new Broken(
          "Expected the id of a conversation in line %d, found none".formatted(number));
    }
    if (conversation == null) {
      conversation = found;
    } else if (!conversation.equals(found)) {
      throw new Broken(
          "Expected lines of the conversation %s, found line %d of %s"
              .formatted(conversation, number, found));
    }
  }

  private Broken noObject() {
    return new Broken(
        "Expected a JSON object on each line of a conversation, found something else on line %d"
            .formatted(number));
  }
}
