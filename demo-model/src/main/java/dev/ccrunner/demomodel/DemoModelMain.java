package dev.ccrunner.demomodel;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts the model alone: prints its address and stays until it is ended. */
public final class DemoModelMain {

  private static final int USAGE = 2;
  private static final int FAILED = 1;
  private static final String FLAGS = "--port N, --host ADDRESS, --script FILE, --api-key KEY";

  /** What a start came to: a model that listens, or the exit code of what went wrong. */
  record Start(Optional<DemoModel> model, int exitCode) {}

  private DemoModelMain() {}

  public static void main(String[] args) {
    var start = start(List.of(args), System.out, System.err);
    if (start.model().isEmpty()) {
      System.exit(start.exitCode());
    }
    // The server's own thread keeps the JVM alive from here.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(start.model().get()::close, "demo-model-close"));
  }

  static Start start(List<String> args, PrintStream out, PrintStream err) {
    var options = DemoModelOptions.defaults();
    try {
      options = options(args);
      var model = DemoModel.start(options);
      out.println(model.baseUrl());
      out.flush();
      return new Start(Optional.of(model), 0);
    } catch (IOException | UnresolvedAddressException e) {
      err.println(
          "demo-model: cannot listen on %s:%d: %s"
              .formatted(options.host(), options.port(), reason(e)));
      return new Start(Optional.empty(), FAILED);
    } catch (IllegalArgumentException e) { // a flag's value, or the script
      err.println("demo-model: " + e.getMessage());
      return new Start(Optional.empty(), USAGE);
    }
  }

  private static DemoModelOptions options(List<String> args) {
    var options = DemoModelOptions.defaults();
    for (var i = 0; i < args.size(); i += 2) {
      var flag = args.get(i);
      if (!List.of("--port", "--host", "--script", "--api-key").contains(flag)) {
        throw new IllegalArgumentException("unknown flag '" + flag + "', expected " + FLAGS);
      }
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(flag + ": expected a value, found none");
      }
      var value = args.get(i + 1);
      options =
          switch (flag) {
            case "--port" -> options.withPort(port(value));
            case "--host" -> options.withHost(value);
            case "--script" -> options.withScriptFile(Path.of(value));
            default -> options.withRequiredApiKey(value);
          };
    }
    return options;
  }

  private static int port(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port: expected 0 to 65535, found '" + value + "'", e);
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? "no such address" : e.getMessage();
  }
}
