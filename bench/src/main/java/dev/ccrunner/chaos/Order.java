package dev.ccrunner.chaos;

import dev.ccrunner.testkit.fakecli.FakeCli;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run that a client wants.
 *
 * @param number also in the run's label {@link #LABEL}
 * @param body the request
 * @param twice whether it is sent to both gateways at the same time
 * @param cancelAfter when the client changes its mind
 */
record Order(int number, String body, boolean twice, Optional<Duration> cancelAfter) {
  /** By it the checker finds two runs of one order. */
  static final String LABEL = "chaos";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** The first {@code count} orders of a seed. */
  static List<Order> first(int count, long seed) {
    var random = new Random(~seed);
    var orders = new ArrayList<Order>();
    for (int number = 1; number <= count; number++) {
      orders.add(draw(number, random));
    }
    return orders;
  }

  /** Short, by nobody cancelled, and tried again: to see whether the cluster works. */
  static Order probe(int number) {
    return new Order(number, body(number, "{\"text\":\"probe\"}", true), false, Optional.empty());
  }

  private static Order draw(int number, Random random) {
    int lasting = random.nextInt(200, 8_000);
    int events = random.nextInt(0, 40);
    // Some of the time with events, the rest in silence.
    int talking = random.nextInt(lasting);
    var script = JSON.createObjectNode();
    script.put("text", "order " + number);
    script.put("ignore_term", random.nextInt(5) == 0);
    script.put("fork", random.nextInt(5) == 0);
    script.put("tools", random.nextInt(4));
    script.put("events", events);
    script.put("delay_ms", talking / (events + 8));
    script.put("sleep_ms", lasting - talking);
    boolean retries = random.nextInt(6) != 0;
    boolean twice = random.nextInt(4) == 0;
    int cancelAfter = random.nextInt(6_000);
    return new Order(
        number,
        body(number, script.toString(), retries),
        twice,
        random.nextInt(8) == 0 ? Optional.of(Duration.ofMillis(cancelAfter)) : Optional.empty());
  }

  private static String body(int number, String script, boolean retries) {
    var body = JSON.createObjectNode();
    body.put("prompt", FakeCli.prompt(script));
    body.put("permission_mode", "acceptEdits");
    body.putObject("labels").put(LABEL, Integer.toString(number));
    if (retries) {
      body.putObject("retry").put("max_attempts", 5).putArray("on").add("worker_lost");
    }
    return JSON.writeValueAsString(body);
  }
}
