package dev.ccrunner.local;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.local.console.CannotContinue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The model stand-in alone. */
@Command(
    name = "demo-model",
    description = "Start the scripted stand-in for the Messages API alone; prints its address.",
    sortOptions = false)
final class DemoModelCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Answers to prompts that carry no script of their own.")
  private @Nullable Path script;

  @Override
  public Integer call() throws InterruptedException {
    try (var model = DemoModel.start(options())) {
      System.out.println(model.baseUrl());
      System.out.flush();
      new CountDownLatch(1).await(); // until a signal ends the process
      return 0;
    } catch (IOException e) {
      throw new CannotContinue(
          "Port %d cannot be listened on (%s). Choose another with --port."
              .formatted(port, e.getMessage()),
          e);
    } catch (IllegalArgumentException e) { // a flag's value, or the script
      throw new CannotContinue(String.valueOf(e.getMessage()), e);
    }
  }

  private DemoModelOptions options() {
    var options = DemoModelOptions.defaults().withPort(port);
    return script == null ? options : options.withScriptFile(script);
  }
}
