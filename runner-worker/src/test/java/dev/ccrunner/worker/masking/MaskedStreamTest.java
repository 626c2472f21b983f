package dev.ccrunner.worker.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.worker.masking.SecretMask.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MaskedStreamTest {
  private static final List<Named> SECRETS =
      List.of(
          new Named("one", "hunter2hunter3"),
          new Named("two", "hunter3hunter4"),
          new Named("three", "line one\nline two"),
          new Named("four", "aabaabaab"));
  private static final SecretMask MASK = SecretMask.of(SECRETS, 8);

  /** Made of pieces of secrets, so that nearly all of it looks like the beginning of one. */
  private static String text(Random random) {
    var pieces =
        List.of(
            "hunter2hunter3",
            "hunter3hunter4",
            "hunter2",
            "hunter3",
            "line one\nline two",
            "line one\n",
            "aab",
            "aabaabaab",
            "a",
            "\n",
            " and ",
            "aHVudGVyMmh1bnRlcjM=");
    var text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  @RepeatedTest(200)
  void masksATextInPiecesAsItDoesInOne(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    String text = text(random);
    String whole = MASK.mask(text);

    for (int cut = 0; cut <= text.length(); cut++) {
      assertThat(inPieces(text.substring(0, cut), text.substring(cut))).isEqualTo(whole);
    }
    assertThat(inPieces(text.split(""))).isEqualTo(whole);
    assertThat(inPieces(atRandom(text, random))).isEqualTo(whole);
    for (var secret : SECRETS) {
      assertThat(whole.replace("\n", "")).doesNotContain(secret.value().replace("\n", ""));
    }
  }

  private static String[] atRandom(String text, Random random) {
    var pieces = new ArrayList<String>();
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + random.nextInt(9));
      pieces.add(text.substring(from, to));
      from = to;
    }
    return pieces.toArray(String[]::new);
  }

  private static String inPieces(String... pieces) {
    var stream = MASK.stream();
    var out = new StringBuilder();
    for (var piece : pieces) {
      out.append(stream.next(piece));
    }
    return out.append(stream.end()).toString();
  }

  @Test
  void holdsBackOnlyWhatMayBeTheBeginningOfAValue() {
    var stream = MASK.stream();

    assertThat(stream.next("He is a hun")).isEqualTo("He is a ");
    assertThat(stream.next("ter, and she ")).isEqualTo("hunter, and she ");
    assertThat(stream.next("hunter2hun")).isEmpty();
    assertThat(stream.next("ter3")).isEqualTo("[secret:one]");
    assertThat(stream.next(" l")).isEqualTo(" ");
    assertThat(stream.end()).isEqualTo("l");
  }

  @Test
  void doesNotRememberATextThatIsNothingButOneLongValue() {
    var mask = SecretMask.of(List.of(new Named("a", "aaaaaaaaaa")), 8);
    var stream = mask.stream();
    var out = new StringBuilder();

    for (int i = 0; i < 100_000; i++) {
      out.append(stream.next("aaaaaaaaaaaaaaaa"));
    }

    assertThat(out.append(stream.end()).toString()).isEqualTo("[secret:a]");
  }
}
