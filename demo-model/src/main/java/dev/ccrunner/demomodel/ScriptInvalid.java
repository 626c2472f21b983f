package dev.ccrunner.demomodel;

/** A script that cannot be read: which turn and key, what was expected, what was found. */
public final class ScriptInvalid extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  ScriptInvalid(String message) {
    super("Script: " + message);
  }
}
