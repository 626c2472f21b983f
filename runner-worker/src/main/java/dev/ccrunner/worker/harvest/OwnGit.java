package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.Tool;
import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.sandbox.Bind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A repository of our own over somebody else's working directory: its objects, index and
 * configuration lie where the run never saw them, and nothing in the working directory has a say in
 * what git does with it, but for {@code .gitignore} and {@code .gitattributes}, which belong to the
 * change itself. All of it happens in the run's sandbox.
 */
final class OwnGit {
  /** The name of the job's directory, which is kept with a session's workspace. */
  static final String ASIDE = "baseline";

  private static final Path INSIDE = Path.of("/run/ccr-baseline");

  private final Job job;
  private final Bind bind;
  private final String inside;
  private final String workTree;
  private final Ticker ticker;
  private final long deadline;
  private final BooleanSupplier unless;

  /**
   * A way into it that ends after {@code atMost}.
   *
   * @param root of the working tree, relative to the workspace; empty: the workspace itself
   */
  OwnGit(Job job, String root, Ticker ticker, Duration atMost, BooleanSupplier unless) {
    this.job = job;
    this.bind = Bind.writable(job.aside(ASIDE), INSIDE);
    this.inside = job.sandbox().inside(bind).toString();
    this.workTree = job.inside().workspace().resolve(root).toString();
    this.ticker = ticker;
    this.deadline = ticker.after(atMost);
    this.unless = unless;
  }

  /** A script to run there; made by {@link #script}. */
  final class Script {
    private final String name;
    private final String text;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private InputStream stdin = InputStream.nullInputStream();
    private OutputStream stdout = OutputStream.nullOutputStream();

    private Script(String name, String text) {
      this.name = name;
      this.text = text;
    }

    Script with(Object... more) {
      for (var argument : more) {
        arguments.add(argument.toString());
      }
      return this;
    }

    /** With another index than the repository's. */
    Script onIndex(String file) {
      environment.put("GIT_INDEX_FILE", inside + "/git/" + file);
      return this;
    }

    Script reading(InputStream source) {
      stdin = source;
      return this;
    }

    Script writing(OutputStream sink) {
      stdout = sink;
      return this;
    }

    /** What it prints, which is little. */
    String text(String whatFor) throws HarvestFailed, InterruptedException {
      var printed = new ByteArrayOutputStream();
      stdout = printed;
      run(whatFor);
      return printed.toString(StandardCharsets.ISO_8859_1);
    }

    /**
     * What it said beside its output.
     *
     * @param whatFor for the failure: "could not …"
     */
    String run(String whatFor) throws HarvestFailed, InterruptedException {
      var exit = tried();
      return switch (exit.end()) {
        case ITSELF -> {
          if (exit.code() != 0) {
            throw new HarvestFailed("%s: %s".formatted(whatFor, said(exit)));
          }
          yield exit.stderr();
        }
        case TIME_UP -> throw new HarvestFailed(whatFor + ": it took too long");
        case UNWANTED -> throw new HarvestFailed(whatFor + ": it was not wanted any more");
      };
    }

    /** What it prints, which is read while it runs. */
    InputStream piped(String whatFor) {
      var pipe = new ChunkPipe();
      stdout = pipe.writer();
      Thread.ofVirtual()
          .name("piped")
          .start(() -> {
            try {
              run(whatFor);
              pipe.end();
            } catch (HarvestFailed e) {
              pipe.breakOff(e.why());
            } catch (InterruptedException e) {
              pipe.breakOff("interrupted");
              Thread.currentThread().interrupt();
            }
          });
      return pipe.reader();
    }

    /** How it ended, whatever that means. */
    ToolExit tried() throws HarvestFailed, InterruptedException {
      var argv = new ArrayList<>(List.of("/bin/sh", "-c", text, name));
      argv.addAll(arguments);
      var left = Duration.ofNanos(Math.max(0, deadline - ticker.nanos()));
      if (left.isZero()) {
        return new ToolExit(ToolExit.End.TIME_UP, -1, "");
      }
      var tool =
          Tool.of(name, argv, left)
              .with(List.of(bind))
              .with(variables())
              .reading(stdin)
              .writing(stdout)
              .unless(unless);
      try {
        return job.workbench().run(tool);
      } catch (IOException e) {
        throw new HarvestFailed(String.valueOf(e.getMessage()), e);
      }
    }

    /** Git hears nothing but this and the configuration in our own directory. */
    private Map<String, String> variables() {
      var all = new HashMap<String, String>();
      all.put("GIT_DIR", inside + "/git");
      all.put("GIT_WORK_TREE", workTree);
      all.put("GIT_INDEX_FILE", inside + "/git/index");
      all.put("GIT_CONFIG_NOSYSTEM", "1");
      all.put("GIT_CONFIG_GLOBAL", "/dev/null");
      all.put("GIT_ATTR_NOSYSTEM", "1");
      all.put("GIT_TERMINAL_PROMPT", "0");
      all.put("GIT_LITERAL_PATHSPECS", "1");
      all.put("GIT_NO_REPLACE_OBJECTS", "1");
      all.put("GIT_PAGER", "cat");
      all.put("HOME", inside);
      all.put("LC_ALL", "C");
      all.putAll(environment);
      return all;
    }
  }

  private static String said(ToolExit exit) {
    var words = exit.stderr().strip();
    return words.isEmpty() ? "exit code " + exit.code() : words;
  }

  /** A script by its name in the logs and its text for {@code /bin/sh}. */
  Script script(String name, String text) {
    return new Script(name, text);
  }
}
