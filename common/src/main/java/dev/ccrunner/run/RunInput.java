package dev.ccrunner.run;

import java.util.List;

/**
 * How the words of a run are said to Claude Code.
 *
 * @param content the parts of a prompt that is more than one text, in order; empty: the prompt is
 *     all there is
 * @param slashCommands whether a prompt that begins with {@code /} is a command of Claude Code
 * @param fileMentions whether {@code @path} in a prompt reads that file, without any permission
 */
public record RunInput(List<ContentPart> content, boolean slashCommands, boolean fileMentions) {
  /** One text, and nothing in it is a command. */
  public static final RunInput PLAIN = new RunInput(List.of(), false, false);

  public RunInput {
    content = List.copyOf(content);
  }
}
