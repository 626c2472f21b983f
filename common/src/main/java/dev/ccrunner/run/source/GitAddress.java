package dev.ccrunner.run.source;

import org.jspecify.annotations.Nullable;

/**
 * Where a repository is, by one of three ways and without a credential. Everything else that git
 * takes for an address (paths, {@code file://}, {@code ext::}, options) is none.
 *
 * @param user of SSH; null: nobody was named
 * @param host in lower case; of IPv6 without brackets
 * @param port −1: the way's own
 * @param path with a slash in front, but for {@code user@host:path}, where it begins at the user's
 *     home
 */
public record GitAddress(Way way, @Nullable String user, String host, int port, String path) {
  /** How a repository is reached. */
  public enum Way {
    HTTPS(443),
    HTTP(80),
    SSH(22);

    private final int port;

    Way(int port) {
      this.port = port;
    }

    /** Where such a server listens if nothing else is said. */
    public int port() {
      return port;
    }
  }

  /** The address that {@code text} is: {@code https://}, {@code ssh://}, {@code user@host:path}. */
  public static Parsed<GitAddress> parse(String text) {
    return new GitAddressReader(text).read();
  }

  /** Where it listens, said or not. */
  public int actualPort() {
    return port < 0 ? way.port() : port;
  }

  /** As it stands in a URL: with brackets, if it needs them. */
  public String hostInUrl() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** The address as git takes it; the same text for the same repository, as far as that shows. */
  @Override
  public String toString() {
    var whom = user == null ? "" : user + "@";
    if (!path.startsWith("/")) {
      return whom + hostInUrl() + ":" + path;
    }
    var where = port < 0 || port == way.port() ? "" : ":" + port;
    return switch (way) {
          case HTTPS -> "https://";
          case HTTP -> "http://";
          case SSH -> "ssh://";
        }
        + whom
        + hostInUrl()
        + where
        + path;
  }
}
