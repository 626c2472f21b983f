package dev.ccrunner.run;

import java.util.Locale;

/** Draws {@link RunTransition} as a Mermaid state diagram, for docs/run-lifecycle.md. */
public final class LifecycleDiagram {
  private LifecycleDiagram() {}

  /** The diagram, one line a transition in the order of the table, ending with a line feed. */
  public static String mermaid() {
    var text = new StringBuilder("stateDiagram-v2\n  [*] --> queued: submit\n");
    for (var transition : RunTransition.values()) {
      for (var from : transition.from()) {
        text.append("  ")
            .append(from.wireName())
            .append(" --> ")
            .append(transition.to().wireName());
        text.append(": ").append(transition.name().toLowerCase(Locale.ROOT)).append('\n');
      }
    }
    for (var status : RunStatus.values()) {
      if (status.terminal()) {
        text.append("  ").append(status.wireName()).append(" --> [*]\n");
      }
    }
    return text.toString();
  }
}
