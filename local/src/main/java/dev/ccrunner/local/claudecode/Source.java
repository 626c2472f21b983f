package dev.ccrunner.local.claudecode;

/** Somewhere the pinned program may be had from. */
interface Source {

  /** For a person. */
  String name();

  /** Where exactly it is there. */
  Artifact find() throws SourceUnusable;
}
