package dev.ccrunner.infra.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry in its place in a team's chain.
 *
 * @param seq its number, from 1 without a gap
 * @param json the entry as one line of JSON: what it says, its number, and as {@code previous} the
 *     hash of the entry before it
 * @param hash SHA-256 of {@code json} as UTF-8, in hexadecimal digits
 */
public record AuditLink(long seq, String json, String hash) {
  /** What the first entry has for {@code previous}. */
  public static final String ROOT = "0".repeat(64);

  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * RFC 3339 in UTC, always with microseconds: the order of the texts is the order of the times.
   */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** The entry as the {@code seq}th of its chain. */
  static AuditLink of(AuditEntry entry, long seq, String at, String previous) {
    ObjectNode json = JSON.createObjectNode();
    json.put("seq", seq);
    json.put("at", at);
    json.put("actor", entry.actor());
    json.put("action", entry.action());
    json.put("target", entry.target());
    var origin = entry.origin();
    if (origin == null) {
      json.putNull("origin");
    } else {
      json.putObject("origin")
          .put("address", origin.address())
          .put("request_id", origin.requestId());
    }
    json.set("before", tree(entry.beforeJson()));
    json.set("after", tree(entry.afterJson()));
    json.put("previous", previous);
    var text = JSON.writeValueAsString(json);
    return new AuditLink(seq, text, hash(text));
  }

  /**
   * The entry that was exported as this line.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static AuditLink ofLine(String line) {
    try {
      return new AuditLink(JSON.readTree(line).path("seq").asLong(0), line, hash(line));
    } catch (JacksonException _) {
      throw new IllegalArgumentException("Expected an entry as one line of JSON, found another");
    }
  }

  private static JsonNode tree(@Nullable String json) {
    return json == null ? JSON.nullNode() : JSON.readTree(json);
  }

  /**
   * What is wrong with it as the successor of an entry with number {@code seq - 1} and hash {@code
   * previous}; null: nothing.
   */
  @Nullable String flaw(long expectedSeq, String previous) {
    if (seq != expectedSeq) {
      return "expected number %d, found %d".formatted(expectedSeq, seq);
    }
    if (!hash(json).equals(hash)) {
      return "its text is not the one that was hashed";
    }
    try {
      var said = JSON.readTree(json);
      if (said.path("seq").asLong(0) != seq) {
        return "its text says number " + said.path("seq");
      }
      if (!said.path("previous").asString("").equals(previous)) {
        return "it does not follow the entry before it";
      }
      return null;
    } catch (JacksonException e) {
      return "its text is not JSON";
    }
  }

  private static String hash(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
