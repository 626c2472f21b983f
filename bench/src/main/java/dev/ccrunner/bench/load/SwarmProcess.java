package dev.ccrunner.bench.load;

import dev.ccrunner.bench.subject.JavaProgram;
import dev.ccrunner.local.start.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A swarm that runs elsewhere on this machine. */
public final class SwarmProcess implements AutoCloseable {

  private final Process process;
  private final Writer in;
  private final BufferedReader out;

  private SwarmProcess(Process process) {
    this.process = process;
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Returns when all clients are connected and have what was there before. */
  public static SwarmProcess connect(
      Path folder, int port, String key, String run, int clients, double perSecond, long millis)
      throws IOException {
    var swarm =
        new SwarmProcess(
            new JavaProgram(
                    SwarmMain.class.getName(), folder, Application.GATEWAY.jvmFlags(), Map.of())
                .startConversing(
                    List.of(
                        Integer.toString(port),
                        run,
                        Integer.toString(clients),
                        Double.toString(perSecond),
                        Long.toString(millis))));
    swarm.say(key);
    swarm.expect("connected");
    return swarm;
  }

  public SwarmResult measure() throws IOException {
    say("measure");
    return JsonMapper.shared().readValue(line(), SwarmResult.class);
  }

  private void say(String text) throws IOException {
    in.write(text + "\n");
    in.flush();
  }

  private void expect(String text) throws IOException {
    var line = line();
    if (!line.equals(text)) {
      throw new IOException("Expected “" + text + "” from the swarm, found “" + line + "”");
    }
  }

  private String line() throws IOException {
    var line = out.readLine();
    if (line == null) {
      throw new IOException("The swarm ended early; its console.log says why");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
