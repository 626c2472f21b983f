package dev.ccrunner.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final List<String> heard = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader((number, millis) -> heard.add("%d/%.1f".formatted(number, millis)));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void hearsEveryEventHoweverTheBytesAreCut(int piece) {
    var stream =
        HEAD
            + chunk("retry: 2000\n\n")
            + chunk("id: 1\nevent: agent.message\ndata: {\"text\":\"event 1 at 1000.5\"}\n\n")
            + chunk(": ping\n\n")
            + chunk("data: {\"text\":\"event 12 at 1100.25\"}\n\ndata: {\"text\":\"event 13 at 12")
            + chunk("00.75\"}\n\n");

    feed(stream, piece);

    assertThat(heard).containsExactly("1/1000.5", "12/1100.3", "13/1200.8");
  }

  @Test
  void hearsNothingInOtherTexts() {
    feed(HEAD + chunk("data: an event at noon, event 7 of many, event x at 3.\n\n"), 5);

    assertThat(heard).isEmpty();
  }

  private void feed(String stream, int piece) {
    var bytes = stream.getBytes(StandardCharsets.UTF_8);
    for (var from = 0; from < bytes.length; from += piece) {
      reader.read(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
    }
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
