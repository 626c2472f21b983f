package dev.ccrunner.gateway.web;

import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds {@code wait=N} in the Prefer headers of a request. */
final class WaitPreference {
  private static final Pattern FORM =
      Pattern.compile("(?i)\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(;.*)?");

  private WaitPreference() {}

  /** RFC 7240: the first one counts, and what cannot be understood is passed over. */
  static Wait of(Enumeration<String> headers, Duration longest) {
    for (String header : Collections.list(headers)) {
      for (String preference : header.split(",")) {
        Matcher form = FORM.matcher(preference);
        if (form.matches()) {
          Duration wanted = Duration.ofSeconds(Long.parseLong(form.group(1)));
          return new Wait(wanted.compareTo(longest) > 0 ? longest : wanted);
        }
      }
    }
    return Wait.NONE;
  }
}
