package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildCommand;
import java.nio.file.Path;

/** Turns a program to run into the command that runs it at this level of isolation. */
public interface Sandbox {

  SandboxLevel level();

  /** Where the run finds its directories; ask before building its argv and environment. */
  SandboxPaths inside(SandboxPaths host);

  /** Where a program finds what is bound into its sandbox. */
  Path inside(Bind bind);

  ChildCommand wrap(SandboxRequest request);
}
