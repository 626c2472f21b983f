package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ChildCommand;

/** Turns a program to run into the command that runs it at this level of isolation. */
public interface Sandbox {

  SandboxLevel level();

  /** Where the run finds its directories; ask before building its argv and environment. */
  SandboxPaths inside(SandboxPaths host);

  ChildCommand wrap(SandboxRequest request);
}
