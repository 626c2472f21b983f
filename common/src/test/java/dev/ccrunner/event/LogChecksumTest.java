package dev.ccrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.RunId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class LogChecksumTest {
  private static final RunId RUN = new RunId(new UUID(1, 2));

  @Test
  void isWhatTheJdkComputesOverTheLinesOfTheLog() {
    var lines = new ByteArrayOutputStream();
    var sum = LogChecksum.EMPTY;
    for (int seq = 1; seq <= 200; seq++) {
      var event = event(seq, "\"" + "ä€𝄞x".repeat(seq) + "\"");
      sum = sum.plus(event);
      lines.writeBytes((event.json() + "\n").getBytes(StandardCharsets.UTF_8));

      var expected = new CRC32();
      expected.update(lines.toByteArray());
      assertThat(sum).isEqualTo(new LogChecksum(lines.size(), expected.getValue()));
    }
  }

  @Test
  void goesOnFromAStoredValue() {
    var inOneGo = LogChecksum.EMPTY.plus(event(1, "1")).plus(event(2, "2"));
    var stored = LogChecksum.EMPTY.plus(event(1, "1"));

    var goneOn = new LogChecksum(stored.bytes(), stored.crc32()).plus(event(2, "2"));

    assertThat(goneOn).isEqualTo(inOneGo);
  }

  @Test
  void differsWhenTwoEventsChangedPlaces() {
    assertThat(LogChecksum.EMPTY.plus(event(2, "2")).plus(event(1, "1")))
        .isNotEqualTo(LogChecksum.EMPTY.plus(event(1, "1")).plus(event(2, "2")));
  }

  private static RunEvent event(long seq, String data) {
    return RunEvent.of(RUN, seq, 1, EventType.LOG, Instant.EPOCH, data);
  }
}
