package dev.ccrunner.worker.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.worker.masking.SecretMask.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SecretMaskTest {
  private static final String TOKEN = "npm_q8Zt/7+Kd\"21=x?ü&<z";
  private final SecretMask mask = mask(TOKEN);

  private static SecretMask mask(String... values) {
    var named =
        java.util.stream.IntStream.range(0, values.length)
            .mapToObj(i -> new Named("s" + (i + 1), values[i]))
            .toList();
    return SecretMask.of(named, 8);
  }

  @Test
  void replacesAValueWhereverItStands() {
    assertThat(mask.mask("a " + TOKEN + " b " + TOKEN)).isEqualTo("a [secret:s1] b [secret:s1]");
    assertThat(mask.mask(TOKEN)).isEqualTo("[secret:s1]");
  }

  @Test
  void leavesATextAloneThatHasNone() {
    String text = "npm_q8Zt/7 and nothing else";

    assertThat(mask.mask(text)).isSameAs(text);
    assertThat(SecretMask.NONE.mask(TOKEN)).isSameAs(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "12", "user:", "a longer beginning"})
  void findsBase64InsideOfSomethingLonger(String before) {
    byte[] bytes = (before + TOKEN + " and more").getBytes(StandardCharsets.UTF_8);

    for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String encoded = encoder.encodeToString(bytes);
      String masked = mask.mask(encoded);
      assertThat(masked).contains("[secret:s1]");
      assertNothingOf(TOKEN, encoded, masked);
    }
  }

  /** What is left of {@code encoded} decodes to less than two bytes of the value at each end. */
  private static void assertNothingOf(String value, String encoded, String masked) {
    int left = masked.length() - "[secret:s1]".length();
    int own = value.getBytes(StandardCharsets.UTF_8).length * 8 / 6 - 2;
    assertThat(encoded.length() - left).isGreaterThanOrEqualTo(own);
  }

  @Test
  void findsBase64ThatIsBrokenIntoLines() {
    String encoded =
        Base64.getMimeEncoder(8, "\r\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(("x" + TOKEN + "y").getBytes(StandardCharsets.UTF_8));

    assertThat(mask.mask(encoded)).contains("[secret:s1]").hasSizeLessThan(30);
  }

  @Test
  void findsTheFormsOfUrlsAndJson() {
    assertThat(mask.mask("q=" + URLEncoder.encode(TOKEN, StandardCharsets.UTF_8)))
        .isEqualTo("q=[secret:s1]");
    assertThat(mask.mask("q=npm_q8Zt%2f7%2bKd%2221%3dx%3f%c3%bc%26%3cz"))
        .isEqualTo("q=[secret:s1]");
    var json = JsonMapper.shared().createObjectNode().put("t", TOKEN).toString();
    assertThat(mask.mask(json)).isEqualTo("{\"t\":\"[secret:s1]\"}");
    var twice = JsonMapper.shared().createObjectNode().put("j", json).toString();
    assertThat(mask.mask(twice)).doesNotContain("q8Zt");
    assertThat(mask.mask("npm_q8Zt\\/7+Kd\\\"21\\u003dx?\\u00fc\\u0026\\u003cz"))
        .isEqualTo("[secret:s1]");
  }

  @Test
  void findsTheLinesOfAFileThatIsPrintedWithNumbers() {
    var pem = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQ\n";

    String masked = mask(pem).mask("  1  " + pem.replace("\n", "\n  2  "));

    assertThat(masked).doesNotContain("MIIEvQ").doesNotContain("AASCBK");
    assertThat(mask(pem).mask("x" + pem.strip() + "x")).isEqualTo("x[secret:s1]x");
  }

  @Test
  void leavesShortValuesAlone() {
    assertThat(mask("1234567").mask("1234567")).isEqualTo("1234567");
    assertThat(mask("12345678").mask("12345678")).isEqualTo("[secret:s1]");
    assertThat(mask("1234\n\n567").mask("1234567")).isEqualTo("1234567");
  }

  @Test
  void coversOverlappingValuesAsAWhole() {
    var overlapping = mask("abcdefgh", "efghijkl", "cdefghij");

    assertThat(overlapping.mask("-abcdefghijkl-")).isEqualTo("-[secret:s1]-");
    assertThat(overlapping.mask("abcdefghefghijkl")).isEqualTo("[secret:s1][secret:s2]");
    assertThat(mask("aaaaaaaa").mask("a".repeat(1000))).isEqualTo("[secret:s1]");
    assertThat(mask("inner-value", "an-inner-value-and-more").mask("an-inner-value-and-more"))
        .isEqualTo("[secret:s2]");
  }

  @Test
  void masksTextsNamesAndNumbersOfJson() {
    var numeric = SecretMask.of(List.of(new Named("pin", "1234567890")), 8);
    var json =
        (ObjectNode)
            JsonMapper.shared()
                .readTree(
                    "{\"a\":[1234567890,\"x1234567890\",true,null,12],\"1234567890\":{\"b\":\"1234567890\"}}");

    assertThat(numeric.mask(json).toString())
        .isEqualTo(
            "{\"a\":[\"[secret:pin]\",\"x[secret:pin]\",true,null,12],\"[secret:pin]\":{\"b\":\"[secret:pin]\"}}");
  }

  @Test
  void leavesOutWhatMayBeTheBeginningOfAValueAtTheEndOfAHead() {
    assertThat(mask.maskHead("head " + TOKEN + " npm_q8")).isEqualTo("head [secret:s1] ");
    assertThat(mask.maskHead("head without")).isEqualTo("head without");
  }

  @Test
  void saysNothingOfTheValues() {
    assertThat(mask.toString()).doesNotContain("npm_");
    assertThat(new Named("n", TOKEN).toString()).doesNotContain("npm_");
  }
}
