package dev.ccrunner.local.doctor;

import dev.ccrunner.local.claudecode.ClaudeCodes;
import dev.ccrunner.local.claudecode.Sources.Reachable;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.outside.Program;
import dev.ccrunner.local.settings.Ambient;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.start.OwnBlobs;
import dev.ccrunner.local.up.Instance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The looks at this machine itself. */
final class Checks {

  static final int OLDEST_JDK = 25;

  /** PostgreSQL, Kafka and the logs begin small; Claude Code alone has 400 MB. */
  static final long LEAST_DISK = 1_000_000_000L;

  static final long COMFORTABLE_DISK = 3_000_000_000L;
  static final long COMFORTABLE_MEMORY = 1_500_000_000L;
  private static final int SECONDS = 10;
  private static final String GIT = "/usr/bin/git";

  /** It pins a host's address, by http.curloptResolve. */
  private static final int OLDEST_GIT_2 = 37;

  private final Context context;

  Checks(Context context) {
    this.context = context;
  }

  Finding jdk() {
    var found = Runtime.version();
    var text = "%s in %s".formatted(found, System.getProperty("java.home"));
    return found.feature() >= OLDEST_JDK
        ? Finding.fine("JDK", text)
        : Finding.broken(
            "JDK", "expected %d or newer, found %s: install one".formatted(OLDEST_JDK, text));
  }

  Finding claudeCode() {
    try {
      var claudes = new ClaudeCodes(context);
      var present = claudes.present();
      if (present.isPresent()) {
        var claude = present.get();
        return Finding.fine(
            "Claude Code",
            "%s (%s): %s".formatted(claude.version(), claude.origin().words(), claude.path()));
      }
      return switch (claudes.fetchable()) {
        case Reachable.Yes(var where) ->
            Finding.fine(
                "Claude Code",
                "%s will be fetched at the first start (by %s)"
                    .formatted(ClaudeCodes.pinnedVersion(), where));
        case Reachable.No(var why) ->
            Finding.broken(
                "Claude Code",
                "not here, and cannot be fetched (%s): mend the network, or set CCR_CLAUDE_BIN"
                    .formatted(why));
      };
    } catch (CannotContinue e) {
      return Finding.broken("Claude Code", String.valueOf(e.getMessage()));
    }
  }

  /** Only runs that start from a repository need it. */
  Finding git() {
    try {
      var said = new Program(Map.of("LC_ALL", "C")).run(List.of(GIT, "--version"), SECONDS);
      var version = Pattern.compile("(\\d+)\\.(\\d+)\\S*").matcher(said.output());
      if (said.exitCode() == 0 && version.find()) {
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean enough = major > 2 || (major == 2 && minor >= OLDEST_GIT_2);
        return enough
            ? Finding.fine("git", "%s in %s".formatted(version.group(), GIT))
            : Finding.note(
                "git",
                "expected 2.%d or newer for workspaces from git, found %s: update it"
                    .formatted(OLDEST_GIT_2, version.group()));
      }
    } catch (IOException _) {
      // The same as one that does not work.
    }
    return Finding.note(
        "git",
        "no working %s: runs cannot start from a repository (ccr.workspace.git.program)"
            .formatted(GIT));
  }

  Finding port(int port) {
    var running = Instance.running(context.data()).filter(Instance::ready);
    if (running.isPresent() && running.get().url().endsWith(":" + port)) {
      return Finding.fine("Port", port + " is ours: Claude Code Runner answers there");
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return Finding.fine("Port", port + " is free");
    } catch (IOException e) {
      return Finding.broken(
          "Port",
          "%d cannot be listened on (%s): stop the program that has it, or use --port"
              .formatted(port, e.getMessage()));
    }
  }

  /** Without making it: a look changes nothing. */
  Finding dataFolder() {
    var root = context.data().root();
    var nearest = existing(root);
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      return Finding.broken(
          "Data folder",
          "%s cannot be written: make it writable for this user, or use --data".formatted(nearest));
    }
    return Finding.fine("Data folder", root + (nearest.equals(root) ? "" : " (not there yet)"));
  }

  /** Where files are kept, and what runs leave. */
  Finding blobFolder() {
    var folder = OwnBlobs.directory(context).map(Path::toAbsolutePath);
    if (folder.isEmpty()) {
      return Finding.fine("Files", "kept by another service (CCR_BLOBS_STORE)");
    }
    var nearest = existing(folder.get());
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      return Finding.broken(
          "Files",
          "%s cannot be written: make it writable for this user, or set CCR_BLOBS_DIRECTORY"
              .formatted(nearest));
    }
    return Finding.fine(
        "Files", folder.get() + (nearest.equals(folder.get()) ? "" : " (not there yet)"));
  }

  Finding disk() {
    try {
      var folder = existing(context.data().root());
      var free = Files.getFileStore(folder).getUsableSpace();
      var text = "%s free for %s".formatted(Console.megabytes(free), context.data().root());
      if (free < LEAST_DISK) {
        return Finding.broken(
            "Disk",
            "%s, expected at least %s: free some, or use --data"
                .formatted(text, Console.megabytes(LEAST_DISK)));
      }
      return free < COMFORTABLE_DISK
          ? Finding.note("Disk", text + ": soon too little, logs of runs are kept for ever")
          : Finding.fine("Disk", text);
    } catch (IOException e) {
      return Finding.note("Disk", "cannot be measured: " + e.getMessage());
    }
  }

  private static Path existing(Path path) {
    return Files.exists(path) || path.getParent() == null ? path : existing(path.getParent());
  }

  /** Only Linux says how much is available without taking it from others. */
  Optional<Finding> memory() {
    try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .map(Checks::memory)
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  static Finding memory(long available) {
    var text = Console.megabytes(available) + " available";
    return available < COMFORTABLE_MEMORY
        ? Finding.note(
            "Memory",
            "%s: everything here takes about 900 MB, and each run about 300 MB more"
                .formatted(text))
        : Finding.fine("Memory", text);
  }

  /** PostgreSQL refuses to be root; root needs a way to be somebody else. */
  Optional<Finding> postgresAsRoot() {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.empty();
    }
    try {
      var said =
          new Program(Ambient.forLocalProgram(context.environment()))
              .run(List.of("unshare", "--user", "true"), SECONDS);
      return Optional.of(
          said.exitCode() == 0
              ? Finding.fine("PostgreSQL", "can run unprivileged here, though you are root")
              : noUserNamespaces(said.complaint()));
    } catch (IOException e) {
      return Optional.of(noUserNamespaces(String.valueOf(e.getMessage())));
    }
  }

  private static Finding noUserNamespaces(String why) {
    return Finding.broken(
        "PostgreSQL",
        "refuses to be root, and root cannot become nobody here (%s): use an ordinary user"
            .formatted(why));
  }

  Finding leftovers() {
    var running = Instance.running(context.data());
    if (running.isPresent()) {
      return Finding.fine(
          "Processes",
          running.get().ready()
              ? "running at %s (process %d)".formatted(running.get().url(), running.get().pid())
              : "starting (process %d)".formatted(running.get().pid()));
    }
    var left = new Leftovers(context.data().services()).find();
    return left.isEmpty()
        ? Finding.fine("Processes", "nothing runs on this data folder")
        : Finding.note(
            "Processes",
            "left by a killed instance: %s; the next `ccr up` stops them"
                .formatted(String.join(", ", left)));
  }
}
