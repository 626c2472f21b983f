package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.key.ApiKey;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the key in a request: in a header, and nowhere else. */
public final class PresentedKey {
  private static final String BEARER = "bearer ";
  private static final Pattern LIKE_A_KEY = Pattern.compile("ccr_[0-9A-Za-z]{36}");
  private static final Set<String> NAMES_OF_KEYS =
      Set.of("api_key", "apikey", "api-key", "x-api-key", "access_token");

  private PresentedKey() {}

  /** The text that is meant to be a key, or empty; refuses a request with two. */
  public static Optional<String> in(HttpServletRequest request) {
    String bearer = bearer(request.getHeader("Authorization"));
    String header = request.getHeader("x-api-key");
    if (bearer != null && header != null && !bearer.equals(header.strip())) {
      throw Unauthenticated.because(
          "Expected one API key, found different ones in Authorization and in x-api-key.");
    }
    return Optional.ofNullable(bearer).or(() -> Optional.ofNullable(header).map(String::strip));
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? authorization.substring(BEARER.length()).strip()
        : null;
  }

  /** Refuses a request whose URL holds a key: URLs are kept by proxies, logs and histories. */
  public static void refuseInUrl(HttpServletRequest request) {
    String query = request.getQueryString();
    String url = request.getRequestURI() + (query == null ? "" : "?" + query);
    if (holdsKey(url) || holdsKey(decoded(url)) || (query != null && namesKey(query))) {
      throw ProblemException.of(
          ErrorCode.KEY_IN_URL,
          "Expected the API key in a header, found one in the URL. If it is a real key, revoke it:"
              + " URLs are kept in logs.");
    }
  }

  private static boolean holdsKey(String text) {
    return LIKE_A_KEY
        .matcher(text)
        .results()
        .anyMatch(found -> ApiKey.parse(found.group()).isPresent());
  }

  private static boolean namesKey(String query) {
    for (String pair : query.split("&")) {
      if (NAMES_OF_KEYS.contains(pair.split("=", 2)[0].toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String url) {
    try {
      return URLDecoder.decode(url, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return url;
    }
  }
}
