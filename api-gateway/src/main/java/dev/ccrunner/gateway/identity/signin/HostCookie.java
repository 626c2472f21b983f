package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.ClientAddresses;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/**
 * A cookie with a secret for this very host. Over HTTPS its name begins with {@code __Host-}, with
 * which browsers take it from this host only, and give it to no other. Plain HTTP has no such
 * cookies, so there it has another name, and only where what the browser sends does not leave the
 * machine: when it speaks to {@code localhost} or its like.
 */
public class HostCookie {
  private final String secure;
  private final String plain;
  private final ClientAddresses addresses;

  /** The cookie of that name, or with it at its end. */
  protected HostCookie(String name, ClientAddresses addresses) {
    this.secure = "__Host-" + name;
    this.plain = name;
    this.addresses = addresses;
  }

  /** The token that the request brings. */
  public Optional<SecretToken> in(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    return Arrays.stream(cookies)
        .filter(cookie ->
            cookie.getName().equals(secure)
                || (cookie.getName().equals(plain) && staysOnTheMachine(request)))
        .findFirst()
        .flatMap(cookie -> SecretToken.parse(cookie.getValue()));
  }

  /** The header that gives the browser its token. */
  public String set(HttpServletRequest request, SecretToken token, Duration lifetime) {
    return cookie(request, token.reveal(), lifetime);
  }

  /** The header that takes it from the browser. */
  public String clear(HttpServletRequest request) {
    return cookie(request, "", Duration.ZERO);
  }

  /** Refuses a password, or the secret of a link, over a connection that others may read. */
  public void requireSafety(HttpServletRequest request) {
    if (!addresses.secure(request) && !staysOnTheMachine(request)) {
      throw ProblemException.of(
          ErrorCode.HTTPS_NEEDED,
          "Expected HTTPS, or plain HTTP to localhost. If a proxy in front speaks HTTPS, name its"
              + " address in ccr.web.trusted-proxies and let it set X-Forwarded-Proto.");
    }
  }

  private String cookie(HttpServletRequest request, String value, Duration age) {
    boolean isPlain = !addresses.secure(request) && staysOnTheMachine(request);
    return ResponseCookie.from(isPlain ? plain : secure, value)
        .httpOnly(true)
        .secure(!isPlain)
        .sameSite("Lax")
        .path("/")
        .maxAge(age)
        .build()
        .toString();
  }

  /** By the name that the browser looked up: a page from elsewhere cannot make it another. */
  private static boolean staysOnTheMachine(HttpServletRequest request) {
    String host = request.getServerName().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("::1")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
