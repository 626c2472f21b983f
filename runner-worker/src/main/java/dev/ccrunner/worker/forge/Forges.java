package dev.ccrunner.worker.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.worker.git.GitCredential;
import dev.ccrunner.worker.git.GitFailed;
import dev.ccrunner.worker.git.HostGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the API of a repository's forge and asks it. A token goes to hosts that its secret names,
 * and where such a host is known to have its API; and nobody is asked whom the courier may not ask.
 */
final class Forges {
  private static final Logger log = LoggerFactory.getLogger(Forges.class);

  private final HostGuard guard;
  private final ForgeSettings settings;

  Forges(HostGuard guard, ForgeSettings settings) {
    this.guard = guard;
    this.settings = settings;
  }

  /**
   * A pull request to open.
   *
   * @param url of the repository
   * @param apiUrl null: made from the repository's
   * @param base null: the repository's default branch
   */
  record Order(
      PushSpec.Forge forge,
      String url,
      @Nullable String apiUrl,
      String head,
      @Nullable String base,
      String title,
      String body,
      boolean draft) {}

  /**
   * Opens it, or finds it open.
   *
   * @param unless asked now and then: true ends it
   */
  PullRequest open(Order order, @Nullable GitCredential credential, BooleanSupplier unless)
      throws ForgeRefused, InterruptedException {
    if (credential == null || credential.knownHosts() != null) {
      throw refused(
          "a pull request needs a token: name a secret of kind git with one in output.push.secret");
    }
    var address = address(order.url());
    var api = api(order, address);
    mayHave(credential, api);
    var request =
        new PullRequestRequest(
            repository(address),
            order.head(),
            order.base(),
            order.title(),
            order.body(),
            order.draft());
    try (var http =
        new ForgeHttp(
            api,
            addresses(api),
            headers(order.forge(), credential.value()),
            settings,
            guard.tls(),
            new Waiting(unless))) {
      return patiently(forge(order.forge(), http), request, new Waiting(unless));
    } catch (IOException e) {
      throw new ForgeRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private static Forge forge(PushSpec.Forge forge, ForgeHttp http) {
    return switch (forge) {
      case GITHUB -> new GitHub(http);
      case GITLAB -> new GitLab(http);
      case GITEA -> new Gitea(http);
    };
  }

  private static Map<String, String> headers(PushSpec.Forge forge, String token) {
    return switch (forge) {
      case GITHUB -> GitHub.headers(token);
      case GITLAB -> GitLab.headers(token);
      case GITEA -> Gitea.headers(token);
    };
  }

  private PullRequest patiently(Forge forge, PullRequestRequest request, Waiting waiting)
      throws ForgeRefused, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return forge.open(request);
      } catch (ForgeRefused e) {
        if (!e.passing() || attempt >= settings.attempts()) {
          throw e;
        }
        log.info("The forge is asked again in {}: {}", settings.retryPause(), e.getMessage());
        waiting.pause(settings.retryPause());
      }
    }
  }

  private static GitAddress address(String url) throws ForgeRefused {
    return switch (GitAddress.parse(url)) {
      case Parsed.Valid<GitAddress>(var address) -> address;
      case Parsed.Invalid<GitAddress> invalid -> throw refused(invalid.toString());
    };
  }

  /** {@code owner/name} in clear, without what only git needs. */
  static String repository(GitAddress address) {
    var path = address.path();
    path = path.startsWith("/") ? path.substring(1) : path;
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    path = path.endsWith(".git") ? path.substring(0, path.length() - ".git".length()) : path;
    return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
  }

  /** Where each forge has its API, if nobody says something else. */
  static URI api(Order order, GitAddress address) throws ForgeRefused {
    if (order.apiUrl() != null) {
      return uri(order.apiUrl());
    }
    var host = address.hostInUrl();
    if (order.forge() == PushSpec.Forge.GITHUB && host.equals("github.com")) {
      return uri("https://api.github.com");
    }
    var site =
        switch (address.way()) {
          case HTTPS -> "https://" + host + port(address);
          case HTTP -> "http://" + host + port(address);
          case SSH -> "https://" + host;
        };
    return uri(
        site
            + switch (order.forge()) {
              case GITHUB -> "/api/v3";
              case GITLAB -> "/api/v4";
              case GITEA -> "/api/v1";
            });
  }

  private static String port(GitAddress address) {
    return address.port() < 0 ? "" : ":" + address.port();
  }

  private static URI uri(String text) throws ForgeRefused {
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      var plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (uri.getHost() != null
          && uri.getRawUserInfo() == null
          && plain
          && (scheme.equals("https") || scheme.equals("http"))) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // The same as any other address that is none.
    }
    throw refused(
        "expected the address of an API such as https://git.example.org/api/v4, found " + text);
  }

  /** The secret's own hosts, and what belongs to them by name. */
  private static void mayHave(GitCredential credential, URI api) throws ForgeRefused {
    var host = api.getHost().toLowerCase(Locale.ROOT);
    var usual = api.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    var port = api.getPort() < 0 ? usual : api.getPort();
    var named = host.startsWith("api.") ? host.substring("api.".length()) : host;
    var good =
        credential.hosts().contains(host + ":" + port)
            || credential.hosts().contains(named + ":" + port)
            || (port == usual
                && (credential.hosts().contains(host) || credential.hosts().contains(named)));
    if (!good) {
      throw refused(
          "the secret %s may be sent to %s, not to %s; add that to its hosts"
              .formatted(credential.name(), String.join(", ", credential.hosts()), host));
    }
  }

  private List<InetAddress> addresses(URI api) throws ForgeRefused {
    try {
      var port = api.getPort() < 0 ? "" : ":" + api.getPort();
      return guard
          .pin("%s://%s%s/api".formatted(api.getScheme(), api.getHost(), port), null)
          .hosts();
    } catch (GitFailed e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static ForgeRefused refused(String why) {
    return new ForgeRefused(0, why);
  }
}
