package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies strictly: bounded, nothing twice, nothing after the end. */
@Component
class JsonBodies {
  private static final String DUPLICATE = "Duplicate";

  /** How much of a body that is refused for its size is still read, in bytes. */
  private static final int PASSED_OVER = 8 * 1024 * 1024;

  private final JsonMapper json;
  private final int maxBytes;
  private final int maxDepth;

  JsonBodies(WebSettings settings) {
    this.maxBytes = Math.toIntExact(settings.maxBody().toBytes());
    this.maxDepth = settings.maxDepth();
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(settings.maxDepth())
                            .maxStringLength(maxBytes)
                            .build())
                    .build())
            // Looked for below, and said in other words.
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  static ObjectNode emptyObject() {
    return JsonMapper.shared().createObjectNode();
  }

  /**
   * Reads one body.
   *
   * @param announced its length as its headers have it; -1 when they do not say
   */
  JsonBody read(InputStream in, long announced) throws IOException {
    return read(in, announced, false);
  }

  /** The same, for one with secrets in it. */
  JsonBody read(InputStream in, long announced, boolean discreet) throws IOException {
    if (announced > maxBytes) {
      passOver(in);
      throw tooLarge("one of " + announced);
    }
    byte[] bytes = in.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      passOver(in);
      throw tooLarge("more");
    }
    return new JsonBody(
        bytes, bytes.length == 0 ? MissingNode.getInstance() : parse(bytes, discreet), discreet);
  }

  /** Who is still sending hears nothing, and finds the connection cut instead of an answer. */
  private static void passOver(InputStream in) throws IOException {
    var buffer = new byte[16 * 1024];
    int left = PASSED_OVER;
    while (left > 0) {
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      left -= count;
    }
  }

  private JsonNode parse(byte[] bytes, boolean discreet) {
    try (JsonParser parser = json.createParser(bytes)) {
      return parse(parser, discreet);
    }
  }

  private JsonNode parse(JsonParser parser, boolean discreet) {
    try {
      JsonNode root = json.readTree(parser);
      if (parser.nextToken() != null) {
        throw malformed(
            "Expected the end of the body, found more" + place(parser.currentLocation()));
      }
      return root == null ? MissingNode.getInstance() : root;
    } catch (JacksonException e) {
      String message = e.getOriginalMessage();
      if (message.startsWith(DUPLICATE)) {
        String pointer = parser.streamReadContext().pathAsPointer().toString();
        throw ProblemException.at(
            ErrorCode.DUPLICATE_FIELD, pointer, "Expected this field once, found it twice.");
      }
      throw malformed(
          "Expected well-formed JSON in UTF-8, found: "
              + (discreet ? "something else" : found(e))
              + place(e.getLocation()));
    }
  }

  private ProblemException tooLarge(String found) {
    return ProblemException.of(
        ErrorCode.BODY_TOO_LARGE,
        "Expected a body of at most %d bytes, found %s.".formatted(maxBytes, found));
  }

  private static ProblemException malformed(String message) {
    return ProblemException.at(ErrorCode.MALFORMED_JSON, "", message);
  }

  /** What the parser found, without its advice, which is for programmers of parsers. */
  private String found(JacksonException e) {
    return switch (e) {
      case StreamConstraintsException _ ->
          "more than %d levels or a number too long".formatted(maxDepth);
      case UnexpectedEndOfInputException _ -> "the end of the body too early";
      default -> e.getOriginalMessage().lines().findFirst().orElse("").split(": ", 2)[0];
    };
  }

  private static String place(TokenStreamLocation where) {
    return where == null || where.getLineNr() < 1
        ? "."
        : " at line %d, column %d.".formatted(where.getLineNr(), where.getColumnNr());
  }
}
