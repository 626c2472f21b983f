package dev.ccrunner.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import tools.jackson.databind.json.JsonMapper;

/**
 * A swarm in a process of its own, so that what it costs is not taken for the server's. Says {@code
 * connected}, measures when it reads a line, and answers the figures in one line of JSON. The key
 * comes in its first line of input, since anybody may read a command line.
 */
public final class SwarmMain {

  private SwarmMain() {}

  /** Arguments: port, run, clients, events per second, milliseconds to measure. */
  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var api = new Api(Integer.parseInt(args[0]), in.readLine());
    var request = api.events(args[1], 0);
    var clients = Integer.parseInt(args[2]);
    try (var swarm = new Swarm(Double.parseDouble(args[3]), Clock.systemUTC())) {
      for (var i = 0; i < clients; i++) {
        swarm.connect(api.port(), request);
      }
      swarm.settle();
      var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      out.println("connected");
      in.readLine();
      swarm.measure(Long.parseLong(args[4]));
      out.println(JsonMapper.shared().writeValueAsString(SwarmResult.of(swarm)));
      in.readLine(); // stays connected until it is told to go
    }
  }
}
