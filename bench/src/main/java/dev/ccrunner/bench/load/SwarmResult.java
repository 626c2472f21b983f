package dev.ccrunner.bench.load;

/**
 * What a swarm measured.
 *
 * @param heard events, over all clients
 * @param closed connections that the server ended
 * @param p50Millis from when an event was due
 * @param p99Millis likewise
 * @param maxMillis likewise
 * @param sentP99Millis from when it was sent, if that was later
 */
public record SwarmResult(
    long heard,
    int closed,
    double p50Millis,
    double p99Millis,
    double maxMillis,
    double sentP99Millis) {

  static SwarmResult of(Swarm swarm) {
    return new SwarmResult(
        swarm.heard(),
        swarm.closed(),
        swarm.sinceDue().p50Millis(),
        swarm.sinceDue().p99Millis(),
        swarm.sinceDue().maxMillis(),
        swarm.sinceSent().p99Millis());
  }
}
