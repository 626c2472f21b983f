package dev.ccrunner.worker.process;

/** The only door to the operating system's processes; tests put a scripted child behind it. */
public interface ChildProcesses {

  /**
   * Starts the command; its lines go to {@code stdout} from a thread of the child's own.
   *
   * @throws LaunchFailed when the operating system would not start it
   */
  Child launch(ChildCommand command, LineSink stdout) throws LaunchFailed;

  /**
   * Ends whatever an earlier life of this worker left behind under that scope, when it was killed
   * before it could tidy up.
   *
   * @return whether nothing of it is left
   */
  boolean endLeftovers(ProcessScope scope);
}
