package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different; null: it stays.
 *
 * @param description empty: none any more
 * @param content what it is used for can only change together with the value. Otherwise who may
 *     write secrets, but never read one, could have a value sent to a place of their own
 */
public record SecretChange(
    @Nullable String name,
    @Nullable String description,
    @Nullable Content content,
    @Nullable Boolean teamDefault) {

  /** A value and what it is used for. */
  public record Content(SecretUse use, SecretParts parts) {}
}
