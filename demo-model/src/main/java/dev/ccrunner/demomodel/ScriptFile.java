package dev.ccrunner.demomodel;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The file the demo session writes: where, under which free name, with which text.
 *
 * @param directory absolute, or null when neither the shell nor the CLI has told it
 * @param entries how many entries the folder had before
 */
record ScriptFile(@Nullable String directory, String name, String content, int entries) {

  /**
   * Worked out anew for every answer from the listing that opened the session, so all answers
   * agree.
   */
  static ScriptFile in(Conversation conversation) {
    var listing = conversation.results().isEmpty() ? List.<String>of() : listing(conversation);
    var said = listing.stream().filter(line -> line.startsWith("/")).findFirst();
    var names =
        listing.stream().filter(line -> !line.startsWith("/")).map(ScriptFile::lastWord).toList();
    return new ScriptFile(
        said.orElse(conversation.workingDirectory()),
        freeName(conversation.prompt(), names),
        content(DemoSession.shortened(conversation.prompt())),
        (int) names.stream().filter(name -> !name.equals(".") && !name.equals("..")).count());
  }

  String path() {
    return "/".equals(directory) ? "/" + name : directory + "/" + name;
  }

  private static List<String> listing(Conversation conversation) {
    var look = conversation.results().getFirst();
    return look.error()
        ? List.of()
        : look.text()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("total "))
            .toList();
  }

  private static String lastWord(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  private static String freeName(String prompt, List<String> taken) {
    var stem = prompt.toLowerCase(Locale.ROOT).contains("hello") ? "hello" : "demo";
    var name = stem + ".sh";
    for (var i = 2; taken.contains(name); i++) {
      name = stem + "-" + i + ".sh";
    }
    return name;
  }

  private static String content(String prompt) {
    // Single quotes keep whatever the prompt holds from being read by the shell.
    return """
    #!/bin/sh
    # Written in a demo session of Claude Code Runner.
    set -eu

    task='%s'

    greet() {
      printf 'Hello, %%s!\\n' "${1:-world}"
    }

    greet "$@"
    printf 'This script was asked for with: %%s\\n' "$task"
    """
        .formatted(prompt.replace("'", "'\\''"));
  }
}
