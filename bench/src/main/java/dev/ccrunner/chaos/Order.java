package dev.ccrunner.chaos;

import dev.ccrunner.testkit.fakecli.FakeCli;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run that a client wants.
 *
 * @param number also in the run's label {@link #LABEL}
 * @param body the request
 * @param twice whether it is sent to both gateways at the same time
 * @param cancelAfter when the client changes its mind
 * @param talk which of the clients' sessions it is a turn of
 */
record Order(
    int number,
    String body,
    boolean twice,
    Optional<Duration> cancelAfter,
    Optional<Integer> talk) {
  /** By it the checker finds two runs of one order. */
  static final String LABEL = "chaos";

  /** What a turn's answer has in it if the turn tells what it knows; files come after it. */
  static final String TOLD = " # ";

  /** A session is given up for a new one after so many orders: what is said again grows. */
  private static final int ORDERS_OF_A_TALK = 120;

  private static final int TALKS_AT_ONCE = 3;

  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * The first {@code count} orders of a seed.
   *
   * @param talks whether some are turns of sessions
   */
  static List<Order> first(int count, long seed, boolean talks) {
    var random = new Random(~seed);
    var orders = new ArrayList<Order>();
    for (int number = 1; number <= count; number++) {
      boolean turn = random.nextInt(4) == 0;
      orders.add(turn && talks ? turn(number, random) : draw(number, random));
    }
    return orders;
  }

  /** What the order's turn says; later ones have to know it. */
  static String words(int number) {
    return "turn-" + number + ";";
  }

  /** The file that the order's turn leaves; later ones have to find it. */
  static String file(int number) {
    return "turn-" + number + ".txt";
  }

  private static Order turn(int number, Random random) {
    int talk = TALKS_AT_ONCE * (number / ORDERS_OF_A_TALK) + random.nextInt(TALKS_AT_ONCE);
    var script = JSON.createObjectNode();
    script.put("recall", true);
    script.putObject("write").put(file(number), Integer.toString(number));
    script.put("look", true);
    script.put("events", random.nextInt(10));
    script.put("delay_ms", random.nextInt(100));
    script.put("sleep_ms", random.nextInt(3_000));
    return new Order(
        number,
        body(number, words(number) + " " + FakeCli.prompt(script.toString()), random.nextBoolean()),
        random.nextInt(4) == 0,
        random.nextInt(8) == 0
            ? Optional.of(Duration.ofMillis(random.nextInt(6_000)))
            : Optional.empty(),
        Optional.of(talk));
  }

  /** The request, as a turn of that session. */
  Order in(String session) {
    var turn = ((ObjectNode) JSON.readTree(body)).put("session_id", session);
    return new Order(number, JSON.writeValueAsString(turn), twice, cancelAfter, talk);
  }

  /** Short, by nobody cancelled, and tried again: to see whether the cluster works. */
  static Order probe(int number) {
    return new Order(
        number,
        body(number, FakeCli.prompt("{\"text\":\"probe\"}"), true),
        false,
        Optional.empty(),
        Optional.empty());
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
        body(number, FakeCli.prompt(script.toString()), retries),
        twice,
        random.nextInt(8) == 0 ? Optional.of(Duration.ofMillis(cancelAfter)) : Optional.empty(),
        Optional.empty());
  }

  private static String body(int number, String prompt, boolean retries) {
    var body = JSON.createObjectNode();
    body.put("prompt", prompt);
    body.put("permission_mode", "acceptEdits");
    body.putObject("labels").put(LABEL, Integer.toString(number));
    if (retries) {
      body.putObject("retry").put("max_attempts", 5).putArray("on").add("worker_lost");
    }
    return JSON.writeValueAsString(body);
  }
}
