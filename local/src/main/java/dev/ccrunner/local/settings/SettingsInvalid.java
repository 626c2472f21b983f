package dev.ccrunner.local.settings;

import dev.ccrunner.local.console.CannotContinue;

/** A setting that cannot be used. */
public final class SettingsInvalid extends CannotContinue {

  public SettingsInvalid(String message) {
    super(message);
  }
}
