package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *.txt             | a.txt               | true
          *.txt             | d/a.txt             | false
          **.txt            | d/a.txt             | true
          **/*.txt          | a.txt               | true
          **/*.txt          | d/e/a.txt           | true
          d/**/a.txt        | d/a.txt             | true
          d/**/a.txt        | d/e/f/a.txt         | true
          d/**              | d/e/f               | true
          d/**              | d                   | false
          d/                | d/e/f               | true
          target/site/**    | target/site/i.html  | true
          target/site/**    | target/sites/i.html | false
          {a,b}/*.{png,gif} | b/x.gif             | true
          {a,b}/*.{png,gif} | c/x.gif             | false
          [a-c]?            | b1                  | true
          [!a-c]?           | b1                  | false
          [!a-c]?           | x/                  | false
          a\\*              | a*                  | true
          a\\*              | ab                  | false
          größe/?.txt       | größe/日.txt         | true
          **                | any/thing at all    | true
          """)
  void knowsNames(String pattern, String name, boolean known) {
    assertThat(Glob.of(pattern).matches(name)).isEqualTo(known);
  }

  /** But for double stars, where ours take a little more. */
  @Test
  void agreesWithTheJdk() {
    var random = new Random(7);
    var pieces = List.of("a", "b", "*", "?", "/", "{a,bb}", "[ab]", "[!a]", ".", "ab");
    var letters = List.of("a", "b", "/", ".");
    for (int i = 0; i < 20_000; i++) {
      var pattern = some(random, pieces);
      var name = some(random, letters);
      if (pattern.contains("**") || pattern.endsWith("/") || !plain(name)) {
        continue;
      }
      var jdk = FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));

      assertThat(Glob.of(pattern).matches(name)).as("%s %s", pattern, name).isEqualTo(jdk);
    }
  }

  private static boolean plain(String name) {
    return !name.startsWith("/") && !name.endsWith("/") && !name.contains("//");
  }

  private static String some(Random random, List<String> pieces) {
    var text = new StringBuilder();
    for (int i = random.nextInt(1, 7); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  @Test
  @Timeout(20)
  void isNotSlowedDownByManyStars() {
    var glob = Glob.of("*a".repeat(60) + "b");

    for (int i = 0; i < 1_000; i++) {
      assertThat(glob.matches("a".repeat(250))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {a        | {
          {a,{b,c}} | braces in braces
          [a        | [
          [a/b]     | /
          a\\       | \\
          {1,2,3,4,5,6,7,8}{1,2,3,4,5,6,7,8}{1,2,3,4,5,6,7,8} | 200
          """)
  void refusesWhatIsNoPattern(String pattern, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Glob.of(pattern))
        .withMessageContaining(why);
  }
}
