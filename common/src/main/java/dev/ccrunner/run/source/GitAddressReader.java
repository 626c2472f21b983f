package dev.ccrunner.run.source;

import dev.ccrunner.run.source.GitAddress.Way;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one address. It is stricter than git: whatever two programs might read in two ways is
 * refused, since one of them checks and another one connects.
 */
final class GitAddressReader {
  private static final int LONGEST = 2_048;
  private static final int LAST_PORT = 65_535;
  private static final String EXPECTED =
      "an address of a repository like https://host/path, ssh://user@host/path or user@host:path";

  private static final Pattern URL =
      Pattern.compile("(?<way>[A-Za-z][A-Za-z0-9+.-]*)://(?<authority>[^/]*)(?<path>/.*)?");
  private static final Pattern AUTHORITY =
      Pattern.compile("((?<user>[^@]*)@)?(?<host>\\[[^\\[\\]@]*]|[^\\[\\]@:]*)(:(?<port>[^@:]*))?");
  private static final Pattern SHORT =
      Pattern.compile("(?<user>[^@:/]+)@(?<host>\\[[^\\[\\]@]*]|[^\\[\\]@:/]+):(?<path>[^:].*)");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~/%+@:,=()&-]+");
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})?");

  private final String text;

  GitAddressReader(String text) {
    this.text = text;
  }

  Parsed<GitAddress> read() {
    if (text.isEmpty() || text.length() > LONGEST) {
      return invalid("an address of 1 to %d characters".formatted(LONGEST));
    }
    if (text.startsWith("-")) {
      return invalid(EXPECTED);
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      return invalid("an address of visible ASCII characters; others are written with %");
    }
    var url = URL.matcher(text);
    if (url.matches()) {
      return url(url);
    }
    var shortly = SHORT.matcher(text);
    return shortly.matches() ? shortly(shortly) : invalid(EXPECTED);
  }

  private Parsed<GitAddress> url(Matcher url) {
    var way = way(url.group("way"));
    if (way == null) {
      return invalid("an address that begins with https:// or ssh://");
    }
    var authority = AUTHORITY.matcher(url.group("authority"));
    if (!authority.matches()) {
      return withoutWords("a host, and perhaps a port");
    }
    String user = authority.group("user");
    if (user != null && (way != Way.SSH || user.indexOf(':') >= 0)) {
      return withoutWords("an address without a user or a password; name a secret of kind git");
    }
    var port = port(authority.group("port"));
    if (port == null) {
      return invalid("a port from 1 to %d".formatted(LAST_PORT));
    }
    return address(way, user, authority.group("host"), port, url.group("path"));
  }

  private Parsed<GitAddress> shortly(Matcher shortly) {
    String path = shortly.group("path");
    if (path.indexOf('%') >= 0) {
      return invalid("a path without %, which only has a meaning in a URL");
    }
    return address(Way.SSH, shortly.group("user"), shortly.group("host"), -1, path);
  }

  private static @Nullable Way way(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "https" -> Way.HTTPS;
      case "http" -> Way.HTTP;
      case "ssh" -> Way.SSH;
      default -> null;
    };
  }

  private static @Nullable Integer port(@Nullable String digits) {
    if (digits == null) {
      return -1;
    }
    if (!digits.matches("[1-9][0-9]{0,4}")) {
      return null;
    }
    int port = Integer.parseInt(digits);
    return port <= LAST_PORT ? port : null;
  }

  private Parsed<GitAddress> address(
      Way way, @Nullable String user, String hostText, int port, @Nullable String path) {
    if (user != null && !USER.matcher(user).matches()) {
      return withoutWords("a user's name of letters, digits and any of _.+-");
    }
    var host = HostName.parse(hostText);
    if (host.isEmpty()) {
      return invalid("a host's name, or its address in the usual form");
    }
    if (path == null || !path.matches("/?[^/].*")) {
      return invalid("the path of a repository after the host");
    }
    if (path.startsWith("-")
        || !PATH.matcher(path).matches()
        || !isSoberlyEncoded(path)
        || goesUp(path)) {
      return invalid("a path of letters, digits, %XX and any of ._~/+@:,=()&-, without '..'");
    }
    return new Parsed.Valid<>(new GitAddress(way, user, host.get(), port, path));
  }

  /** What is encoded must need it: a hidden line break, slash or dot is meant to mislead. */
  private static boolean isSoberlyEncoded(String path) {
    var found = ENCODED.matcher(path);
    while (found.find()) {
      String digits = found.group(1);
      if (digits == null) {
        return false;
      }
      int c = HexFormat.fromHexDigits(digits);
      if (c < ' ' || c == 0x7f || c == '/' || c == '.' || c == '\\' || c == '%') {
        return false;
      }
    }
    return true;
  }

  private static boolean goesUp(String path) {
    for (var name : path.split("/")) {
      if (name.equals("..") || name.equals(".")) {
        return true;
      }
    }
    return false;
  }

  private Parsed<GitAddress> invalid(String expected) {
    // Whatever stands before an @ may be a password.
    int at = text.lastIndexOf('@');
    return at < 0
        ? new Parsed.Invalid<>(expected, Shown.of(text))
        : new Parsed.Invalid<>(expected, Shown.of("…" + text.substring(at)));
  }

  private Parsed<GitAddress> withoutWords(String expected) {
    return new Parsed.Invalid<>(expected, "something else");
  }
}
