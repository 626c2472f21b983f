package dev.ccrunner.worker.rounds;

import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.job.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Where checks are made: the sandbox, the user, the folder and the variables of the run, but not
 * its right to call the model.
 */
record CheckBench(
    Workbench workbench, String folder, Map<String, String> environment, BooleanSupplier unless) {

  /** Both of its outputs are one, in the order in which a person would see them. */
  private static final String JOINED = "exec /bin/sh -c \"$1\" 2>&1";

  CheckBench {
    environment = Map.copyOf(environment);
  }

  ToolExit run(CheckSpec check, OutputStream output) throws IOException, InterruptedException {
    return workbench.run(
        new Tool(
            "check",
            List.of("/bin/sh", "-c", JOINED, "sh", check.run()),
            environment,
            folder,
            List.of(),
            InputStream.nullInputStream(),
            output,
            check.timeout(),
            unless));
  }

  /** Without the variables, which may be secret. */
  @Override
  public String toString() {
    return "CheckBench[" + folder + "]";
  }
}
