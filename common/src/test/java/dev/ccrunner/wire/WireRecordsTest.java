package dev.ccrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Golden lines: a process of another version wrote or reads them, so a change here is a new
 * version.
 */
class WireRecordsTest {
  private static final String RUN_TEXT = "run_01j3st4z21fay8vvr14d2pf2db";
  private static final String TEAM_TEXT = "team_01j3st4000e008000000000001";
  private static final RunId RUN =
      new RunId(UUID.fromString("0190f3a2-7c41-7abc-8def-0123456789ab"));
  private static final TeamId TEAM =
      new TeamId(UUID.fromString("0190f3a2-0000-7000-8000-000000000001"));
  private static final String BELL = "v1 " + TEAM_TEXT + " " + RUN_TEXT;
  private static final String CANCEL = "v1 cancel " + RUN_TEXT;

  @Test
  void writesABellAsOneLineOfIds() {
    assertThat(new DispatchBell(TEAM, RUN).encode()).isEqualTo(BELL);
    assertThat(DispatchBell.decode(BELL)).contains(new DispatchBell(TEAM, RUN));
  }

  @Test
  void writesAControlMessageAsOneLine() {
    var message = new ControlMessage(ControlMessage.Action.CANCEL, RUN);

    assertThat(message.encode()).isEqualTo(CANCEL);
    assertThat(ControlMessage.decode(CANCEL)).contains(message);
  }

  @Test
  void writesWhatConcernsTheWorkerItselfWithoutARun() {
    assertThat(ControlMessage.drain().encode()).isEqualTo("v1 drain");
    assertThat(ControlMessage.decode("v1 drain")).contains(ControlMessage.drain());
    assertThat(ControlMessage.decode("v1 control " + RUN_TEXT))
        .contains(new ControlMessage(ControlMessage.Action.CONTROL, RUN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "v2 " + TEAM_TEXT + " " + RUN_TEXT,
        "v1 " + RUN_TEXT + " " + TEAM_TEXT,
        "v1  " + TEAM_TEXT + " " + RUN_TEXT,
        "v1 " + TEAM_TEXT + " " + RUN_TEXT + " more",
        "{\"run_id\":\"" + RUN_TEXT + "\"}"
      })
  void passesOverABellItDoesNotUnderstand(String text) {
    assertThat(DispatchBell.decode(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v2 cancel " + RUN_TEXT,
        "v1 dance " + RUN_TEXT,
        "v1 cancel",
        "v1 drain " + RUN_TEXT,
        "v1 CANCEL " + RUN_TEXT,
        "v1 cancel " + TEAM_TEXT,
        "v1 cancel " + RUN_TEXT + " "
      })
  void passesOverAControlMessageItDoesNotUnderstand(String text) {
    assertThat(ControlMessage.decode(text)).isEmpty();
  }
}
