package dev.ccrunner.worker.masking;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The forms in which a value turns up in output: as it is, and as common encodings write it. */
final class SecretForms {
  private static final String UNRESERVED = "-._~";
  private static final String OF_JAVASCRIPT = "-_.!~*'()";
  private static final String OF_PYTHON = "-._~/";

  /** A fragment of base64 with fewer digits would be found in texts that have nothing of it. */
  private static final int SHORTEST_FRAGMENT = 8;

  /** A shorter line of a longer value may be anybody's. */
  private static final int SHORTEST_LINE = 16;

  private SecretForms() {}

  static Set<String> of(String value) {
    var forms = new LinkedHashSet<String>();
    forms.add(value);
    lines(value, forms);
    json(value, forms);
    url(value, forms);
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    base64(bytes, Base64.getEncoder(), forms);
    base64(bytes, Base64.getUrlEncoder(), forms);
    return forms;
  }

  /** A file that is printed with numbers, or as a patch, has something before each line. */
  private static void lines(String value, Set<String> forms) {
    value
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= SHORTEST_LINE && !line.equals(value))
        .forEach(forms::add);
  }

  /** As the inside of a JSON string, and as that inside of another one. */
  private static void json(String value, Set<String> forms) {
    for (boolean slash : new boolean[] {false, true}) {
      String once = escaped(value, slash, Unicode.AS_IT_IS);
      forms.add(once);
      forms.add(escaped(once, slash, Unicode.AS_IT_IS));
      for (var unicode : new Unicode[] {Unicode.LOWER_CASE, Unicode.UPPER_CASE}) {
        forms.add(escaped(value, slash, unicode));
      }
    }
  }

  /** What becomes of characters that JSON may write as they are, and that some libraries escape. */
  private enum Unicode {
    AS_IT_IS,
    LOWER_CASE,
    UPPER_CASE;

    boolean escapes(char c) {
      return this != AS_IT_IS && (c > 126 || "<>&'=".indexOf(c) >= 0);
    }

    String escaped(char c) {
      return (this == UPPER_CASE ? "\\u%04X" : "\\u%04x").formatted((int) c);
    }
  }

  private static String escaped(String value, boolean slash, Unicode unicode) {
    var json = new StringBuilder();
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '/' -> json.append(slash ? "\\/" : "/");
        default ->
            json.append(c < ' ' || unicode.escapes(c) ? unicode.escaped(c) : String.valueOf(c));
      }
    }
    return json.toString();
  }

  /** Percent-encoded, by the rules of RFC 3986, of browsers, of Python and of HTML forms. */
  private static void url(String value, Set<String> forms) {
    for (String unescaped : new String[] {UNRESERVED, OF_JAVASCRIPT, OF_PYTHON}) {
      bothCases(percent(value, unescaped), forms);
    }
    bothCases(URLEncoder.encode(value, StandardCharsets.UTF_8), forms);
  }

  private static void bothCases(String encoded, Set<String> forms) {
    forms.add(encoded);
    var lower = new StringBuilder(encoded);
    for (int i = encoded.indexOf('%'); i >= 0; i = encoded.indexOf('%', i + 1)) {
      lower.replace(i + 1, i + 3, encoded.substring(i + 1, i + 3).toLowerCase(Locale.ROOT));
    }
    forms.add(lower.toString());
  }

  private static String percent(String value, String unescaped) {
    var encoded = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letterOrDigit || unescaped.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  /**
   * By itself, and inside of something longer: then what stands before it moves it by zero, one or
   * two bytes, and the digits at its ends belong to its neighbours as well, so they are left out.
   */
  private static void base64(byte[] bytes, Base64.Encoder encoder, Set<String> forms) {
    String alone = encoder.encodeToString(bytes);
    forms.add(alone);
    for (int before = 0; before < 3; before++) {
      byte[] moved = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, moved, before, bytes.length);
      String encoded = encoder.withoutPadding().encodeToString(moved);
      Arrays.fill(moved, (byte) 0);
      int firstOwn = (before * 8 + 5) / 6;
      int afterOwn = moved.length * 8 / 6;
      if (afterOwn - firstOwn >= SHORTEST_FRAGMENT) {
        forms.add(encoded.substring(firstOwn, afterOwn));
      }
    }
  }
}
