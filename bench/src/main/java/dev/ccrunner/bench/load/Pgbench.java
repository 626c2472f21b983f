package dev.ccrunner.bench.load;

import dev.ccrunner.bench.report.Latencies;
import dev.ccrunner.embedded.PostgresEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load program, with prepared statements. */
final class Pgbench implements InsertPeer {

  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");

  private final Path program;
  private final PostgresEndpoint server;
  private final String database;
  private final PeerRows rows;
  private final Path folder;

  Pgbench(Path program, PostgresEndpoint server, String database, PeerRows rows, Path folder) {
    this.program = program;
    this.server = server;
    this.database = database;
    this.rows = rows;
    this.folder = folder;
  }

  @Override
  public String name() {
    return "pgbench, the same rows";
  }

  @Override
  public Load closedLoop(int clients, double seconds) throws IOException, InterruptedException {
    return run(clients, seconds, List.of());
  }

  @Override
  public Load openLoop(int clients, double seconds, double perSecond)
      throws IOException, InterruptedException {
    return run(clients, seconds, List.of("-R", "%.1f".formatted(perSecond)));
  }

  /** Each statement on a line of its own; the id comes back from the first. */
  private String script() {
    return "begin;\n"
        + rows.run()
        + " \\gset\n"
        + rows.event()
        + ";\n"
        + String.join("", rows.others().stream().map(insert -> insert + ";\n").toList())
        + "commit;\n";
  }

  private Load run(int clients, double seconds, List<String> pace)
      throws IOException, InterruptedException {
    var here = Files.createTempDirectory(Files.createDirectories(folder), "pgbench");
    var script = Files.writeString(here.resolve("submit.sql"), script());
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of("-n", "-M", "prepared", "-l", "--log-prefix=times"));
    command.addAll(List.of("-c", Integer.toString(clients), "-j", "2"));
    command.addAll(List.of("-T", Long.toString(Math.max(1, Math.round(seconds)))));
    command.addAll(pace);
    command.addAll(List.of("-f", script.toString(), "-h", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(server.port()), "-U", server.username()));
    command.add(database);
    var said = said(command, here);
    var rate = RATE.matcher(said);
    if (!rate.find()) {
      throw new IOException("Expected pgbench to tell its rate, found: " + said);
    }
    return new Load(Double.parseDouble(rate.group(1)), latencies(here));
  }

  private String said(List<String> command, Path here) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(here.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                "/usr/local/bin:/usr/bin:/bin",
                "HOME",
                here.toString(),
                "LC_ALL",
                "C",
                "PGPASSWORD",
                server.password()));
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("pgbench failed: " + said.toLowerCase(Locale.ROOT));
    }
    return said;
  }

  /**
   * The third number of a line is the time in µs; of a paced one, from when it should have begun.
   */
  private static Latencies latencies(Path here) throws IOException {
    var latencies = new Latencies();
    try (Stream<Path> files = Files.list(here)) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("times")).toList()) {
        try (var lines = Files.lines(file)) {
          lines.forEach(line -> latencies.addMicros(Long.parseLong(line.split(" ")[2])));
        }
      }
    }
    return latencies;
  }
}
