package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import java.util.regex.Pattern;

/**
 * Where a browser goes on to when it is signed in: a path of ours and nothing else. Browsers take
 * two slashes, and a backslash for a slash, for the beginning of another host, and pass over tabs;
 * so only what a path is written with is let through.
 */
record ReturnTo(String path) {
  private static final Pattern FORM =
      Pattern.compile("/([A-Za-z0-9._~!$&'()*+,;=:@%?#-][A-Za-z0-9._~!$&'()*+,;=:@%?#/-]{0,998})?");

  static ReturnTo of(String text) {
    if (!FORM.matcher(text).matches()) {
      throw ProblemException.of(
          ErrorCode.INVALID_PARAMETER,
          "return_to: expected a path of this service such as /runs, in percent-encoding and of"
              + " 1000 characters at most, found '%s'.".formatted(Shown.shortly(text)));
    }
    return new ReturnTo(text);
  }
}
