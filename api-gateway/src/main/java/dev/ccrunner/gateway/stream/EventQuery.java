package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunDelta;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageLimit;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request for events; each refusal says what was expected and found. */
final class EventQuery {
  private static final Set<String> TYPES =
      Stream.concat(
              Arrays.stream(EventType.values()).map(EventType::wireName),
              Stream.of(RunDelta.MESSAGE, RunDelta.THINKING))
          .collect(Collectors.toUnmodifiableSet());

  private EventQuery() {}

  /** Where to begin: a client that resumes says so in the header, which its URL cannot know. */
  static long after(@Nullable String lastEventId, @Nullable String after) {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return number(ErrorCode.INVALID_HEADER, "Last-Event-ID", lastEventId);
    }
    return after == null ? 0 : number(ErrorCode.INVALID_PARAMETER, "after", after);
  }

  /** The same in a session. */
  static StreamPlace place(@Nullable String lastEventId, @Nullable String after) {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return place(ErrorCode.INVALID_HEADER, "Last-Event-ID", lastEventId);
    }
    return after == null
        ? StreamPlace.BEGINNING
        : place(ErrorCode.INVALID_PARAMETER, "after", after);
  }

  private static StreamPlace place(ErrorCode code, String name, String text) {
    return StreamPlace.parse(text)
        .orElseThrow(() -> refused(code, name, "the id of an event, such as 3-12", text));
  }

  static int limit(@Nullable String limit) {
    if (limit == null) {
      return PageLimit.DEFAULT;
    }
    if (limit.matches("\\d{1,6}")) {
      int number = Integer.parseInt(limit);
      if (number >= 1 && number <= PageLimit.MAX) {
        return number;
      }
    }
    throw refused(
        ErrorCode.INVALID_PARAMETER, "limit", "a number from 1 to " + PageLimit.MAX, limit);
  }

  static boolean deltas(@Nullable String deltas) {
    return switch (deltas) {
      case null -> true;
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(ErrorCode.INVALID_PARAMETER, "deltas", "true or false", deltas);
    };
  }

  static Set<String> types(@Nullable String types) {
    if (types == null || types.isEmpty()) {
      return Set.of();
    }
    Set<String> wanted =
        Arrays.stream(types.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    for (String type : wanted) {
      if (!TYPES.contains(type)) {
        throw refused(
            ErrorCode.INVALID_PARAMETER,
            "types",
            "event types such as agent.message, separated by commas",
            type);
      }
    }
    return wanted;
  }

  private static long number(ErrorCode code, String name, String text) {
    if (text.matches("\\d{1,18}")) {
      return Long.parseLong(text);
    }
    throw refused(code, name, "the number of an event, or 0", text);
  }

  private static ProblemException refused(
      ErrorCode code, String name, String expected, String found) {
    return ProblemException.of(
        code, "%s: expected %s, found '%s'.".formatted(name, expected, Shown.shortly(found)));
  }
}
