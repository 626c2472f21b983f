package dev.ccrunner.worker.job;

import dev.ccrunner.worker.sandbox.Bind;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A program of ours to run on a job's directories, in its sandbox and as its user, without network.
 *
 * @param name what it is, for logs; lower case letters
 * @param argv the program with an absolute path and its arguments, with paths as the sandbox names
 *     them
 * @param environment all that it gets beside HOME, PATH, LANG and TMPDIR, which may be given
 *     another value
 * @param folder where it starts, relative to the workspace; empty: there
 * @param binds what it finds beside the workspace and the home
 * @param stdin read to its end, unless the program ends before; not closed
 * @param stdout takes what it prints; failing, it ends the program; not closed
 * @param atMost how long it may take
 * @param unless asked now and then: true ends it
 */
public record Tool(
    String name,
    List<String> argv,
    Map<String, String> environment,
    String folder,
    List<Bind> binds,
    InputStream stdin,
    OutputStream stdout,
    Duration atMost,
    BooleanSupplier unless) {

  public Tool {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    binds = List.copyOf(binds);
  }

  /** A program that reads nothing and whose output nobody wants. */
  public static Tool of(String name, List<String> argv, Duration atMost) {
    return new Tool(
        name,
        argv,
        Map.of(),
        "",
        List.of(),
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        atMost,
        () -> false);
  }

  /** The same with more to find. */
  public Tool with(List<Bind> others) {
    return new Tool(name, argv, environment, folder, others, stdin, stdout, atMost, unless);
  }

  /** The same with these variables. */
  public Tool with(Map<String, String> variables) {
    return new Tool(name, argv, variables, folder, binds, stdin, stdout, atMost, unless);
  }

  /** The same in that folder of the workspace. */
  public Tool in(String otherFolder) {
    return new Tool(name, argv, environment, otherFolder, binds, stdin, stdout, atMost, unless);
  }

  /** The same, reading that. */
  public Tool reading(InputStream source) {
    return new Tool(name, argv, environment, folder, binds, source, stdout, atMost, unless);
  }

  /** The same, printing there. */
  public Tool writing(OutputStream sink) {
    return new Tool(name, argv, environment, folder, binds, stdin, sink, atMost, unless);
  }

  /** The same, ended when that turns true. */
  public Tool unless(BooleanSupplier reason) {
    return new Tool(name, argv, environment, folder, binds, stdin, stdout, atMost, reason);
  }

  /** The environment may hold secrets of the run: it stays out of every log line. */
  @Override
  public String toString() {
    return "Tool[" + name + ", " + argv + "]";
  }
}
