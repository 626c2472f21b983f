package dev.ccrunner.worker.claudecode;

import dev.ccrunner.event.EventType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a line of Claude Code's output means; a line may mean several. */
public sealed interface CliMessage {

  /**
   * An entry of the run's log.
   *
   * @param dataJson the event's {@code data}: one JSON object without line breaks
   */
  record Emit(EventType type, String dataJson) implements CliMessage {}

  /**
   * A piece of a text that is being written: live only, the whole text follows as an {@link Emit}.
   *
   * @param type one of the names in {@link dev.ccrunner.event.RunDelta}
   * @param dataJson the delta's {@code data}: one JSON object without line breaks
   */
  record Delta(String type, String dataJson) implements CliMessage {}

  /**
   * A session has started or a further turn of it has; it comes with every turn.
   *
   * @param sessionId Claude Code's own session, which {@code --resume} takes
   */
  record Initialised(String sessionId, String model, String cliVersion) implements CliMessage {}

  /** A turn has ended. Only the last result of a process says how the run went. */
  record TurnEnded(CliResult result) implements CliMessage {}

  /**
   * How far Claude Code is with a message of ours.
   *
   * @param messageUuid the message's
   * @param state {@code queued}, {@code started}, {@code completed} or {@code cancelled}
   */
  record Progress(String messageUuid, String state) implements CliMessage {}

  /**
   * Claude Code asks its host, and waits for an answer with the same id.
   *
   * @param subtype for example {@code can_use_tool} or {@code hook_callback}
   * @param requestJson the whole request with its subtype, not shortened: an answer may have to
   *     repeat parts of it
   */
  record ControlRequest(String requestId, String subtype, String requestJson)
      implements CliMessage {}

  /** Claude Code no longer waits for the answer to that request. */
  record ControlRequestCancelled(String requestId) implements CliMessage {}

  /**
   * The answer to one of our requests.
   *
   * @param error why it was refused; null when it was not
   * @param responseJson what it answered, {@code {}} when nothing
   */
  record ControlResponse(String requestId, @Nullable String error, String responseJson)
      implements CliMessage {}

  /**
   * What Claude Code has added to its own record of the conversation, secrets masked.
   *
   * @param path the file's, as Claude Code sees it
   * @param entries JSON objects without line breaks
   * @param worked whether a tool has ended that may have changed the workspace
   * @param answered whether a tool has ended, or the model spoken its last word of the turn
   */
  record Mirrored(String path, List<String> entries, boolean worked, boolean answered)
      implements CliMessage {
    public Mirrored {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Left out on purpose, because what it says is said again by an event. docs/events.md lists the
   * few kinds.
   */
  record Ignored(String reason) implements CliMessage {}
}
