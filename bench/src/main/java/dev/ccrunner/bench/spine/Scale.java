package dev.ccrunner.bench.spine;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param submitClients clients that submit at once
 * @param submitWarmUps at most so many rounds before, until the gateway has been compiled
 * @param submitRounds rounds of gateway and peer, in turn
 * @param submitSeconds length of one
 * @param claims runs whose way to a worker is timed
 * @param claimsPerSecond how fast these are submitted
 * @param firstEvents runs whose first event is timed, in turn with a bare start
 * @param swarm clients on one run
 * @param swarmTime how long these are measured
 * @param burst events of the run that is read as fast as it goes
 * @param burstRounds how often, in turn with a bare start
 * @param settle how long a process is left alone before its memory is read
 */
public record Scale(
    boolean isQuick,
    int submitClients,
    int submitWarmUps,
    int submitRounds,
    double submitSeconds,
    int claims,
    double claimsPerSecond,
    int firstEvents,
    int swarm,
    Duration swarmTime,
    int burst,
    int burstRounds,
    Duration settle) {

  /** Some minutes. */
  public static Scale full() {
    return new Scale(
        false,
        16,
        25,
        4,
        8,
        150,
        5,
        15,
        2_000,
        Duration.ofSeconds(20),
        20_000,
        3,
        Duration.ofSeconds(15));
  }

  /** So little that the numbers mean nothing. */
  public static Scale quick() {
    return new Scale(true, 2, 1, 1, 1, 3, 10, 1, 20, Duration.ofSeconds(1), 200, 1, Duration.ZERO);
  }
}
