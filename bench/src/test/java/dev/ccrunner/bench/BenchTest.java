package dev.ccrunner.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** On real processes and services, with counts so small that the numbers mean nothing. */
@Tag("bench")
class BenchTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  @Timeout(300)
  void measuresAndSaysSoInOneLineOfJsonAndATable() {
    var exit = run("spine", "--quick", "--only=CLAIM,FAN_OUT,BURST,SUBMIT");

    assertThat(exit).as("%s", err).isZero();
    var json = JsonMapper.shared().readTree(out.toString().lines().findFirst().orElse(""));
    assertThat(json.path("quick").asBoolean()).isTrue();
    assertThat(json.path("figures").valueStream().map(figure -> figure.path("name").asString()))
        .containsExactly(
            "submit_to_claimed_p50",
            "fan_out_p99",
            "fan_out_memory_per_connection",
            "burst_to_one_client",
            "durable_submits",
            "submit_p50_paced");
    assertThat(json.at("/figures/1/details/heard_of_due").asDouble()).isBetween(0.5, 1.5);
    assertThat(out.toString()).contains("| figure | measured | against | ratio | aim | met |");
  }

  @Test
  void refusesAPartThatThereIsNot() {
    assertThat(run("spine", "--only=EVERYTHING")).isEqualTo(2);
    assertThat(err.toString()).contains("EVERYTHING");
  }

  private int run(String... arguments) {
    return new CommandLine(new Bench())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
