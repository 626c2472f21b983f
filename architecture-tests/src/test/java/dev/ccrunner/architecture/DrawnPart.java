package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a document that is made from the code, between two marks. With {@code
 * -Dupdate.docs=true} a test writes it anew; otherwise it compares.
 *
 * @param document path in the repository
 * @param mark the words of the mark after {@code begin:} and {@code end:}
 */
record DrawnPart(String document, String mark) {

  /** Fails when the part is not {@code expected}, and says how to write it anew. */
  void mustBe(String expected) throws IOException {
    Path file = Repository.ROOT.resolve(document);
    String text = Files.readString(file);
    String begin = "<!-- begin: " + mark + " -->\n";
    String end = "<!-- end: " + mark + " -->";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    assertThat(to).as("%s has the marks of its part", document).isGreaterThanOrEqualTo(from);
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(file, text.substring(0, from) + expected + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("%s; write it anew with -Dupdate.docs=true", document)
        .isEqualTo(expected);
  }
}
