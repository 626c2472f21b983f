package dev.ccrunner.testkit.fakecli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * Installs {@code fake-claude}, a stand-in for the Claude Code CLI in two-way stream-json mode for
 * speed and fault tests. It needs nothing but the perl of any Debian, asks no model, and starts in
 * a few milliseconds, also inside a sandbox.
 *
 * <p>It understands {@code --version}, {@code --session-id}, {@code --resume}, {@code --model},
 * {@code --permission-mode}, {@code --include-partial-messages}, {@code --replay-user-messages},
 * {@code --session-mirror} (with it, and a {@code CLAUDE_CONFIG_DIR}, it keeps its conversation in
 * a file as the real one does) and ignores other flags; on its standard input {@code user} messages
 * and the control requests {@code initialize}, {@code interrupt}, {@code set_model}, {@code
 * set_permission_mode}, {@code end_session}. Messages that come while a turn runs become one turn
 * together. It ends when its input does, after the prompts it has read.
 *
 * <p>A prompt may hold <code>FAKE&lt;&lt;{...}&gt;&gt;</code>, a JSON object of these keys, carried
 * out in this order:
 *
 * <ul>
 *   <li>{@code ignore_term: true} SIGTERM does nothing from here on; {@code ignore_int: true}
 *       neither does SIGINT, and an interrupt is acknowledged but not obeyed
 *   <li>{@code stderr: "text"} a line on standard error
 *   <li>{@code fork: true} leaves a child in a session of its own, and says its pid in a {@code
 *       system/fake_child} line; {@code fork_holds_stdout: true} the child keeps standard output
 *       open as well. It ends itself after 300 s.
 *   <li>{@code garbage: true} a line that is no JSON; {@code unknown_type: true} a line of a type
 *       nobody knows
 *   <li>{@code tools: n} calls of Bash with their results; {@code events: n} assistant messages;
 *       {@code delay_ms: n} the pause after each of them and after each delta
 *   <li>{@code bash_ms: n} a call of Bash that takes so long, or until an interrupt
 *   <li>{@code sh: "command"} a call of Bash that runs it, in a session of its own; what it prints
 *       is lost, its exit code is the result
 *   <li>{@code count: n, rate_hz: r} assistant messages at a steady rate (default 10), each {@code
 *       event N at EPOCH_MILLIS}
 *   <li>{@code line_bytes: n} one assistant line of exactly so many bytes
 *   <li>{@code leak: "NAME"} the value of that environment variable, plain and encoded in every
 *       usual way, on standard error, in a line that is no JSON, in a tool's call and result, and
 *       as the answer
 *   <li>{@code ask: n} questions to the model, {@code true} for one; the answer is the status line
 *       of the last
 *   <li>{@code recall: true} answers with what users have said in the conversation before; {@code
 *       write: {"a.txt": "A", "b.txt": null}} writes and deletes files, as a call of Write; {@code
 *       life: true} adds a word to the answer that each process has of its own; {@code look: true}
 *       adds the files that are there to the answer, each as {@code name=first line}
 *   <li>{@code text: "..."} the answer; with {@code --include-partial-messages} in {@code deltas:
 *       n} pieces first (default 3; more pieces than characters are filled with dots)
 *   <li>{@code sleep_ms: n} silence before the result; {@code kill: "KILL"} the process ends by
 *       that signal instead
 *   <li>{@code is_error: true, terminal_reason: "...", api_error_status: n, subtype: "..."} of the
 *       result; {@code no_result: true} there is none; {@code structured: "{...}"} its structured
 *       output, as JSON
 *   <li>{@code next: {...}} the script of the next message, if that has none; {@code
 *       die_on_hearing: "KILL"} the process ends by that signal as soon as it hears it, and says
 *       nothing to it
 *   <li>{@code exit: n} ends the process with this code after the turn; without it the code is 1 if
 *       the last result was an error, else 0
 * </ul>
 */
public final class FakeCli {

  /** What {@code --version} prints before its marker, and {@code system/init} reports. */
  public static final String VERSION = "2.1.330";

  private static final String NAME = "fake-claude";

  private FakeCli() {}

  /**
   * Puts the program into a folder, replacing an older copy, and returns it executable for
   * everybody.
   */
  public static Path install(Path folder) throws IOException {
    Files.createDirectories(folder);
    var program = folder.resolve(NAME);
    // Beside and then over it: a program that runs right now cannot be written to.
    var fresh = Files.createTempFile(folder, NAME, ".new");
    try (var source = Objects.requireNonNull(FakeCli.class.getResourceAsStream(NAME), NAME)) {
      Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Files.move(
        fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A prompt that carries this script. */
  public static String prompt(String scriptJson) {
    return "FAKE<<" + scriptJson + ">>";
  }
}
