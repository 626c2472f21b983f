package dev.ccrunner.worker.execution;

import dev.ccrunner.worker.claudecode.CliInput;
import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.process.Child;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Claude Code asks its host. Nobody can be asked yet, so every question is answered at
 * once and in the negative: a run never hangs on a question that nobody can answer.
 */
final class Replies implements Consumer<CliMessage.ControlRequest> {
  private volatile @Nullable Child child;

  /**
   * Where the answers go; Claude Code says nothing before it has heard something, so this is in
   * time.
   */
  void to(Child child) {
    this.child = child;
  }

  @Override
  public void accept(CliMessage.ControlRequest request) {
    var asking = child;
    if (asking == null) {
      return;
    }
    try {
      boolean _ = asking.send(CliInput.error(request.requestId(), "There is nobody to ask."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
