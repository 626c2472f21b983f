package dev.ccrunner.worker.process;

import dev.ccrunner.worker.masking.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process with a thread for each of its three pipes, which carry bytes as they are. */
final class OsProgram implements Program {
  private static final Logger log = LoggerFactory.getLogger(OsProgram.class);

  private final Process process;
  private final ChildCommand command;
  private final ProcessSettings settings;
  private final RunProcesses processes;
  private final Tail stderr;
  private final CompletableFuture<Void> input = new CompletableFuture<>();
  private final CompletableFuture<Void> output = new CompletableFuture<>();
  private final CompletableFuture<Void> errors = new CompletableFuture<>();

  private OsProgram(
      Process process, ChildCommand command, ProcessSettings settings, RunProcesses processes) {
    this.process = process;
    this.command = command;
    this.settings = settings;
    this.processes = processes;
    this.stderr = new Tail(Math.toIntExact(settings.stderrTail().toBytes()), SecretMask.NONE);
  }

  static OsProgram follow(
      Process process,
      ChildCommand command,
      InputStream stdin,
      OutputStream stdout,
      ProcessSettings settings,
      RunProcesses processes) {
    var program = new OsProgram(process, command, settings, processes);
    program.thread("stdin", program.input, () -> program.feed(stdin));
    program.thread("stdout", program.output, () -> program.drain(stdout));
    program.thread("stderr", program.errors, program::drainErrors);
    return program;
  }

  /** Carries bytes between a pipe and somebody else. */
  private interface Carrying {
    void run() throws IOException;
  }

  /**
   * Platform threads: reading a pipe blocks in the kernel, which would hold a virtual thread's
   * carrier anyway.
   */
  private void thread(String pipe, CompletableFuture<Void> done, Carrying task) {
    Thread.ofPlatform()
        .name("program-" + command.name() + "-" + pipe)
        .daemon()
        .start(() -> {
          try {
            task.run();
            done.complete(null);
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
  }

  private void feed(InputStream stdin) throws IOException {
    try (var pipe = process.getOutputStream()) {
      var chunk = new byte[64 * 1024];
      for (int n = stdin.read(chunk); n >= 0; n = stdin.read(chunk)) {
        if (!taken(pipe, chunk, n)) {
          return;
        }
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        kill();
        throw e;
      }
    }
  }

  /** A program may end before it has read everything: that is its own affair. */
  private boolean taken(OutputStream pipe, byte[] chunk, int length) {
    try {
      pipe.write(chunk, 0, length);
      return true;
    } catch (IOException e) {
      log.debug("{} reads no more: {}", command.name(), e.getMessage());
      return false;
    }
  }

  private void drain(OutputStream stdout) throws IOException {
    try (var pipe = process.getInputStream()) {
      pipe.transferTo(stdout);
    } catch (IOException | RuntimeException e) {
      kill(); // nobody takes what it prints
      throw e;
    }
  }

  private void drainErrors() throws IOException {
    try (var pipe = process.getErrorStream()) {
      stderr.drain(pipe);
    }
  }

  @Override
  public Optional<ProgramExit> awaitExit(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    await(output);
    await(errors);
    if (input.isCompletedExceptionally()) {
      await(input);
    }
    return Optional.of(new ProgramExit(process.exitValue(), stderr.text()));
  }

  /** The pipe ends when its last holder does, and that may be something in the background. */
  private void await(CompletableFuture<Void> pipe) throws IOException, InterruptedException {
    try {
      pipe.get(settings.outputDrain().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      kill();
      throw new IOException(
          "Something that %s started holds its output open".formatted(command.name()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  @Override
  public void kill() {
    processes.kill(command.scope(), Optional.of(process.toHandle()));
  }

  @Override
  public void close() {
    if (!processes.killAll(command.scope(), Optional.of(process.toHandle()), settings.killWait())) {
      log.error("Something of {} outlived SIGKILL; see above for its process ids", command.name());
    }
  }
}
