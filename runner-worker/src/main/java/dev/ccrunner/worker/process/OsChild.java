package dev.ccrunner.worker.process;

import dev.ccrunner.worker.masking.SecretMask;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process with a thread for each of its three pipes, so that none of them can hold up another
 * or the worker.
 */
final class OsChild implements Child {

  private static final Logger log = LoggerFactory.getLogger(OsChild.class);

  private final Process process;
  private final ChildCommand command;
  private final ProcessSettings settings;
  private final RunProcesses processes;
  private final Signals signals;
  private final LineWriter input;
  private final Tail stderr;

  /** Done when standard output ended; true when the sink took all of it. */
  private final CompletableFuture<Boolean> output = new CompletableFuture<>();

  private final CompletableFuture<Boolean> errors = new CompletableFuture<>();

  /** Once it is, its user may be lent to another run. Guarded by this. */
  private boolean gone;

  private OsChild(
      Process process,
      ChildCommand command,
      ProcessSettings settings,
      RunProcesses processes,
      Signals signals,
      SecretMask mask) {
    this.process = process;
    this.command = command;
    this.settings = settings;
    this.processes = processes;
    this.signals = signals;
    this.input =
        new LineWriter(
            process.getOutputStream(), settings.inputLines(), settings.inputSize().toBytes());
    this.stderr = new Tail(Math.toIntExact(settings.stderrTail().toBytes()), mask);
  }

  static OsChild follow(
      Process process,
      ChildCommand command,
      LineSink stdout,
      ProcessSettings settings,
      RunProcesses processes,
      Signals signals) {
    var child = new OsChild(process, command, settings, processes, signals, stdout.mask());
    child.thread("stdin", child.input);
    child.thread("stdout", () -> child.readOutput(stdout));
    child.thread("stderr", child::readErrors);
    return child;
  }

  /**
   * Platform threads: reading a pipe blocks in the kernel, which would hold a virtual thread's
   * carrier anyway.
   */
  private void thread(String pipe, Runnable task) {
    Thread.ofPlatform().name("child-" + command.name() + "-" + pipe).daemon().start(task);
  }

  private void readOutput(LineSink sink) {
    var complete = false;
    try (var in = process.getInputStream()) {
      complete = readInto(sink, in);
    } catch (IOException e) {
      log.debug("Output of {} ended: {}", command.name(), e.getMessage());
    } finally {
      output.complete(complete);
    }
  }

  /**
   * A sink that fails must not block the child at a full pipe: the rest is read and dropped, and
   * {@link Exit} says so.
   */
  private boolean readInto(LineSink sink, InputStream in) throws IOException {
    try {
      new LineReader(sink, Math.toIntExact(settings.maxLine().toBytes())).drain(in);
      return true;
    } catch (RuntimeException e) {
      log.error("The receiver of {}'s output failed; the rest of it is dropped", command.name(), e);
      in.transferTo(OutputStream.nullOutputStream());
      return false;
    }
  }

  private void readErrors() {
    try (var in = process.getErrorStream()) {
      stderr.drain(in);
    } catch (IOException e) {
      log.debug("Errors of {} ended: {}", command.name(), e.getMessage());
    } finally {
      errors.complete(true);
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public boolean send(String line) throws InterruptedException {
    return process.isAlive() && input.offer(line, settings.sendWait());
  }

  @Override
  public void closeInput() {
    input.close();
  }

  @Override
  public void interrupt() {
    program().ifPresent(program -> signals.interrupt(program.pid()));
  }

  @Override
  public void terminate() {
    program().ifPresent(ProcessHandle::destroy);
  }

  @Override
  public synchronized void kill() {
    if (gone) {
      return;
    }
    var _ = processes.kill(command.scope(), Optional.of(process.toHandle()));
  }

  @Override
  public boolean freeze(Duration atMost) {
    return processes.freeze(command.scope(), process.toHandle(), atMost);
  }

  @Override
  public void thaw() {
    processes.thaw(command.scope(), process.toHandle());
  }

  @Override
  public String takeErrors() {
    return stderr.take();
  }

  /**
   * Whom a polite signal is for. Bubblewrap does not pass signals on: its outer process (the child)
   * holds the namespace's process 1, whose first child is the program.
   */
  private Optional<ProcessHandle> program() {
    var outer = process.toHandle();
    if (!command.scope().pidNamespace()) {
      return Optional.of(outer).filter(ProcessHandle::isAlive);
    }
    return firstChild(outer).flatMap(OsChild::firstChild);
  }

  private static Optional<ProcessHandle> firstChild(ProcessHandle parent) {
    return parent.children().min(Comparator.naturalOrder());
  }

  @Override
  public Exit stop() throws InterruptedException {
    interrupt();
    if (!process.waitFor(settings.interruptGrace().toMillis(), TimeUnit.MILLISECONDS)) {
      terminate();
    }
    if (!process.waitFor(settings.terminateGrace().toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
    return awaitExit();
  }

  @Override
  public Exit awaitExit() throws InterruptedException {
    return ended(process.waitFor());
  }

  @Override
  public Optional<Exit> awaitExit(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(ended(process.exitValue()))
        : Optional.empty();
  }

  private Exit ended(int code) throws InterruptedException {
    input.abandon();
    var complete = await(output);
    await(errors);
    return new Exit(code, complete, stderr.text());
  }

  /**
   * The pipe ends when its last holder does, and that may be a background process the run left
   * behind.
   */
  private boolean await(CompletableFuture<Boolean> pipe) throws InterruptedException {
    try {
      return pipe.get(settings.outputDrain().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() {
    if (gone) {
      return;
    }
    input.abandon();
    gone = processes.killAll(command.scope(), Optional.of(process.toHandle()), settings.killWait());
    if (!gone) {
      log.error("Something of {} outlived SIGKILL; see above for its process ids", command.name());
    }
  }
}
