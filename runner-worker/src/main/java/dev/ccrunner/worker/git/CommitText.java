package dev.ccrunner.worker.git;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A commit as git stores it: lines of a head, an empty one, and the message. */
record CommitText(String tree, List<String> parents, Map<String, String> trailers) {
  /** Names the run that made a commit. */
  static final String RUN = "Claude-Code-Run";

  /** Names its session. */
  static final String SESSION = "Claude-Code-Session";

  private static final Pattern TRAILER = Pattern.compile("([A-Za-z0-9-]+): (.*)");

  CommitText {
    parents = List.copyOf(parents);
    trailers = Map.copyOf(trailers);
  }

  static CommitText read(String text) {
    int end = text.indexOf("\n\n");
    var head = end < 0 ? text : text.substring(0, end);
    var tree = "";
    var parents = new ArrayList<String>();
    for (var line : head.split("\n")) {
      if (line.startsWith("tree ")) {
        tree = line.substring("tree ".length());
      } else if (line.startsWith("parent ")) {
        parents.add(line.substring("parent ".length()));
      }
    }
    return new CommitText(tree, parents, trailers(end < 0 ? "" : text.substring(end + 2)));
  }

  private static Map<String, String> trailers(String message) {
    var paragraphs = message.strip().split("\n\n+");
    var found = new HashMap<String, String>();
    for (var line : paragraphs[paragraphs.length - 1].split("\n")) {
      var trailer = TRAILER.matcher(line.strip());
      if (trailer.matches()) {
        found.put(trailer.group(1), trailer.group(2).strip());
      }
    }
    return found;
  }

  /** The message with these lines at its end, beside those of their kind that it has already. */
  static String message(String words, String trailers) {
    var text = words.strip();
    var paragraphs = text.split("\n\n+");
    var last = paragraphs[paragraphs.length - 1];
    var ends =
        paragraphs.length > 1 && last.lines().allMatch(line -> TRAILER.matcher(line).matches());
    return text + (ends ? "\n" : "\n\n") + trailers;
  }
}
