package dev.ccrunner.worker.process;

import java.io.InputStream;
import java.io.OutputStream;

/** The only door to the operating system's processes; tests put a scripted child behind it. */
public interface ChildProcesses {

  /**
   * Starts the command; its lines go to {@code stdout} from a thread of the child's own.
   *
   * @throws LaunchFailed when the operating system would not start it
   */
  Child launch(ChildCommand command, LineSink stdout) throws LaunchFailed;

  /**
   * Starts a program of ours that reads {@code stdin} and whose output goes to {@code stdout}, from
   * threads of the program's own; neither stream is closed.
   *
   * @throws LaunchFailed when the operating system would not start it
   */
  Program start(ChildCommand command, InputStream stdin, OutputStream stdout) throws LaunchFailed;

  /**
   * Ends whatever an earlier life of this worker left behind under that scope, when it was killed
   * before it could tidy up.
   *
   * @return whether nothing of it is left
   */
  boolean endLeftovers(ProcessScope scope);
}
