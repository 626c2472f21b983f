package dev.ccrunner.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL 18: on loopback, UTF-8 and UTC, passwords by SCRAM, and durable as a server of its own
 * would be.
 *
 * <p>It refuses to be root. When we are, it runs in a user namespace without any mapping, where it
 * is nobody.
 */
public final class EmbeddedPostgres extends EmbeddedService {

  private static final String MAJOR_VERSION = "18";
  private static final String NAME = "ccr";
  private static final Duration INIT_WITHIN = Duration.ofSeconds(120);

  private final Path programs;
  private final Path cluster;
  private final String password;

  EmbeddedPostgres(EmbeddedOptions options, DataFolder data) {
    super(Service.POSTGRES, options, data, StopSignal.INTERRUPT, Duration.ofSeconds(20));
    this.cluster = folder().resolve("data");
    try {
      this.programs = data.programs();
      this.password = Secret.passwordIn(folder().resolve("password"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only PostgreSQL. */
  public static EmbeddedPostgres start(EmbeddedOptions options) {
    return startAlone(options, EmbeddedPostgres::new);
  }

  public PostgresEndpoint endpoint() {
    return new PostgresEndpoint(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), NAME), NAME, password, port(), pid());
  }

  @Override
  List<String> prepare(int port) throws IOException, InterruptedException {
    var bin = Programs.postgres(programs).resolve("bin");
    if (!Files.exists(cluster)) {
      initialise(bin);
    }
    requireKnownVersion();
    removeStalePidFile();
    Files.writeString(
        cluster.resolve("postgresql.conf"), PostgresSettings.render(port, options().durable()));
    return unprivileged(List.of(bin.resolve("postgres").toString(), "-D", cluster.toString()));
  }

  /**
   * Built beside its place: a cluster there is a whole one, whatever happened to the last initdb.
   */
  private void initialise(Path bin) throws IOException, InterruptedException {
    options().progress().accept("Creating the PostgreSQL database (first start only)…");
    var fresh = folder().resolve("data.new");
    TemporaryFolders.delete(fresh);
    var initdb =
        List.of(
            bin.resolve("initdb").toString(),
            "--pgdata=" + fresh,
            "--username=" + NAME,
            "--pwfile=" + folder().resolve("password"),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            // We write the files of a cluster nobody has seen yet; it is worth nothing until
            // renamed.
            "--no-sync",
            "--no-instructions");
    ChildProcess.run(unprivileged(initdb), folder(), INIT_WITHIN);
    // Without a server: nobody can connect before there is a password, and no client library is
    // needed.
    var createDatabase = "printf 'CREATE DATABASE %s\\n' | exec \"$@\"".formatted(NAME);
    var single =
        unprivileged(
            List.of(
                bin.resolve("postgres").toString(),
                "--single",
                "-D",
                fresh.toString(),
                "postgres"));
    var shell = new ArrayList<>(List.of("/bin/sh", "-c", createDatabase, "sh"));
    shell.addAll(single);
    ChildProcess.run(shell, folder(), INIT_WITHIN);
    Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  private void requireKnownVersion() throws IOException {
    var version = Files.readString(cluster.resolve("PG_VERSION")).strip();
    if (!version.equals(MAJOR_VERSION)) {
      throw new EmbeddedStartFailed(
          "Expected data of PostgreSQL %s in %s, found version %s. Use the program that wrote it, or another data folder."
              .formatted(MAJOR_VERSION, cluster, version));
    }
  }

  /**
   * PostgreSQL trusts its pid file if a process of that id lives, whatever that process is; after a
   * reboot it may be anything. The folder's lock and the process record already say that no other
   * PostgreSQL of ours runs here.
   */
  private void removeStalePidFile() throws IOException {
    var owner = recordedPid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
    if (owner.isEmpty()) {
      return;
    }
    if (ProcessRecord.runsIn(owner.get(), folder())) {
      ProcessTree.of(owner.get()).stop(StopSignal.INTERRUPT, Duration.ofSeconds(20));
      return;
    }
    Files.deleteIfExists(cluster.resolve("postmaster.pid"));
  }

  private Optional<Long> recordedPid() throws IOException {
    var lines = pidFile();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(Long.parseLong(lines.getFirst().strip()));
  }

  /** The eighth line is the state; it is what pg_ctl goes by too. */
  @Override
  boolean isReady(long pid) {
    try {
      var lines = pidFile();
      return lines.size() >= 8
          && lines.getFirst().strip().equals(Long.toString(pid))
          && lines.get(7).strip().equals("ready");
    } catch (IOException _) {
      return false;
    }
  }

  private List<String> pidFile() throws IOException {
    var file = cluster.resolve("postmaster.pid");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private List<String> unprivileged(List<String> command) throws IOException, InterruptedException {
    return Unprivileged.command(command, folder());
  }
}
