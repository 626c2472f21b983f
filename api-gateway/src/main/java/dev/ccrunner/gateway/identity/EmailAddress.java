package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people sign in with, in lower case. Whether mail arrives there nobody asks: it names an
 * account.
 */
public record EmailAddress(String text) {
  private static final Pattern FORM =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,250}");

  /** The address in {@code text}, or empty. */
  public static Optional<EmailAddress> parse(String text) {
    String stripped = text.strip().toLowerCase(Locale.ROOT);
    return FORM.matcher(stripped).matches()
        ? Optional.of(new EmailAddress(stripped))
        : Optional.empty();
  }

  /** The address in the field {@code email} of a request. */
  public static EmailAddress ofField(@Nullable String text) {
    if (text == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, "/email", "Expected an e-mail address, found none.");
    }
    return parse(text)
        .orElseThrow(() ->
            ProblemException.at(
                ErrorCode.INVALID_FIELD,
                "/email",
                "Expected an e-mail address, found '%s'.".formatted(Shown.shortly(text))));
  }

  @Override
  public String toString() {
    return text;
  }
}
