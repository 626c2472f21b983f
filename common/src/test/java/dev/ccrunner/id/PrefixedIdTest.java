package dev.ccrunner.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixedIdTest {
  private static final UUID ID = UUID.fromString("0190f3a2-7c41-7abc-8def-0123456789ab");
  private static final String TEXT = "run_01j3st4z21fay8vvr14d2pf2db";

  private final Random random = new Random(20260722);

  @Test
  void writesAllBitsIntoTwentySixDigits() {
    assertThat(PrefixedId.format("run", new UUID(0, 0))).isEqualTo("run_" + "0".repeat(26));
    assertThat(PrefixedId.format("run", new UUID(-1, -1))).isEqualTo("run_7" + "z".repeat(25));
    assertThat(PrefixedId.format("run", new UUID(0, 32))).isEqualTo("run_" + "0".repeat(24) + "10");
  }

  @Test
  void readsBackWhatItWrote() {
    Stream.generate(this::anyId)
        .limit(2_000)
        .forEach(
            id -> assertThat(PrefixedId.parse("run", PrefixedId.format("run", id))).contains(id));
  }

  @Test
  void sortsAsTextLikeTheBitsItHolds() {
    var ids = Stream.generate(this::anyId).limit(2_000).toList();

    var byText =
        ids.stream().sorted(Comparator.comparing(id -> PrefixedId.format("run", id))).toList();

    assertThat(byText).isSortedAccordingTo(PrefixedIdTest::compareUnsigned);
  }

  @Test
  void refusesAnotherPrefix() {
    var text = PrefixedId.format("run", ID);

    assertThat(PrefixedId.parse("team", text)).isEmpty();
    assertThat(PrefixedId.parse("ru", text)).isEmpty();
    assertThat(PrefixedId.parse("run", text.replace('_', '-'))).isEmpty();
  }

  @Test
  void refusesADigitTooFewOrTooMany() {
    var text = PrefixedId.format("run", ID);

    assertThat(PrefixedId.parse("run", text + "0")).isEmpty();
    assertThat(PrefixedId.parse("run", text.substring(0, text.length() - 1))).isEmpty();
    assertThat(PrefixedId.parse("run", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"i", "l", "o", "u", "A", " ", "é", "-"})
  void refusesAForeignDigit(String digit) {
    var text = PrefixedId.format("run", ID);

    assertThat(PrefixedId.parse("run", text.substring(0, text.length() - 1) + digit)).isEmpty();
  }

  @Test
  void refusesANumberOfMoreThan128Bits() {
    assertThat(PrefixedId.parse("run", "run_8" + "0".repeat(25))).isEmpty();
    assertThat(PrefixedId.parse("run", "run_7" + "z".repeat(25))).contains(new UUID(-1, -1));
  }

  @Test
  void givesEachKindOfObjectItsPrefix() {
    assertThat(new RunId(ID)).hasToString(TEXT);
    assertThat(RunId.parse(TEXT)).contains(new RunId(ID));
    assertThat(new TeamId(ID).toString()).startsWith("team_");
    assertThat(new ApiKeyId(ID).toString()).startsWith("key_");
    assertThat(new WorkerId(ID).toString()).startsWith("wrk_");
    assertThat(TeamId.parse(new RunId(ID).toString())).isEmpty();
  }

  private UUID anyId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** {@link UUID#compareTo} takes its halves as signed numbers, which is no order of bits. */
  private static int compareUnsigned(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
