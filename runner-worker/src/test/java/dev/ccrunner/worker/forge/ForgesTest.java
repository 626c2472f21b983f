package dev.ccrunner.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.run.PushSpec.Forge;
import dev.ccrunner.run.source.GitAddress;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.testkit.forge.ForgeServer;
import dev.ccrunner.testkit.forge.ForgeServer.Answer;
import dev.ccrunner.testkit.forge.GitHubServer;
import dev.ccrunner.testkit.forge.GitLabServer;
import dev.ccrunner.testkit.forge.GiteaServer;
import dev.ccrunner.worker.git.GitCredential;
import dev.ccrunner.worker.git.HostGuard;
import dev.ccrunner.worker.git.TestGitSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** Each forge against a server on this machine that speaks its API. */
@Timeout(60)
class ForgesTest {
  private static final String TOKEN = "t0ken-of-the-team";
  private static final ForgeSettings SETTINGS =
      new ForgeSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          DataSize.ofKilobytes(64),
          3,
          Duration.ofMillis(1));

  private @Nullable ForgeServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private ForgeServer serve(Forge forge) throws Exception {
    var started =
        switch (forge) {
          case GITHUB -> new GitHubServer(TOKEN);
          case GITLAB -> new GitLabServer(TOKEN);
          case GITEA -> new GiteaServer(TOKEN);
        };
    server = started;
    return started;
  }

  private static Forges forges(String... privateHosts) {
    return new Forges(
        new HostGuard(TestGitSettings.asking(List.of(privateHosts)).build()), SETTINGS);
  }

  private static GitCredential credential(String token, String... hosts) {
    return new GitCredential(
        new SecretId(UUID.randomUUID()), "forge", List.of(hosts), "bot", token, null);
  }

  private static PullRequest open(ForgeServer server, Forge forge, @Nullable String base)
      throws Exception {
    return open(server, forge, base, TOKEN);
  }

  private static PullRequest open(
      ForgeServer server, Forge forge, @Nullable String base, String token) throws Exception {
    var host = "127.0.0.1:" + server.port();
    return forges(host)
        .open(order(server, forge, base, null), credential(token, host), () -> false);
  }

  private static Forges.Order order(
      ForgeServer server, Forge forge, @Nullable String base, @Nullable String api) {
    var path = forge == Forge.GITLAB ? "/group/sub%20group/shop.git" : "/octo/shop.git";
    return new Forges.Order(
        forge, server.site() + path, api, "claude/fix it", base, "Fix & test", "Body\n<b>", true);
  }

  @ParameterizedTest
  @EnumSource
  void opensARequestAndFindsItAgain(Forge forge) throws Exception {
    var there = serve(forge);

    var first = open(there, forge, "main");
    var again = open(there, forge, "main");

    assertThat(first.found()).isFalse();
    assertThat(again).isEqualTo(new PullRequest(first.number(), first.url(), true));
    assertThat(there.open).hasSize(1);
    var made = there.open.getFirst();
    assertThat(made.head()).isEqualTo("claude/fix it");
    assertThat(made.base()).isEqualTo("main");
    assertThat(made.body()).isEqualTo("Body\n<b>");
    assertThat(made.title())
        .isEqualTo(
            switch (forge) {
              case GITHUB -> "Fix & test";
              case GITLAB -> "Draft: Fix & test";
              case GITEA -> "WIP: Fix & test";
            });
    assertThat(first.url()).startsWith(there.site()).endsWith("/1");
  }

  @ParameterizedTest
  @EnumSource
  void asksForTheDefaultBranch(Forge forge) throws Exception {
    var there = serve(forge);

    open(there, forge, null);

    assertThat(there.open.getFirst().base()).isEqualTo("trunk");
  }

  /** Two that ask at the same time: the second is told that there is one already. */
  @ParameterizedTest
  @EnumSource
  void findsWhatSomebodyElseWasQuickerWith(Forge forge) throws Exception {
    var there = serve(forge);
    there.sneaked = new ForgeServer.Open(9, "claude/fix it", "main", "theirs", "", false);

    var found = open(there, forge, "main");

    assertThat(found.number()).isEqualTo(9);
    assertThat(found.found()).isTrue();
  }

  @Test
  void findsItAmongManyAndNotThatOfAFork() throws Exception {
    var there = serve(Forge.GITEA);
    there.opened("claude/fix it", "main", "of a fork", "", null);
    for (int i = 0; i < 70; i++) {
      there.opened("other" + i, "main", "another", "", null);
    }
    there.opened("claude/fix it", "main", "ours", "", null);

    assertThat(open(there, Forge.GITEA, "main").number()).isEqualTo(72);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GITHUB | 401: Bad credentials
          GITLAB | 401: 401 Unauthorized
          GITEA  | 401: user does not exist
          """)
  void saysWhyItWasRefusedAndNotWithWhat(Forge forge, String words) throws Exception {
    var there = serve(forge);

    assertThatThrownBy(() -> open(there, forge, "main", "wr0ng-token"))
        .isInstanceOf(ForgeRefused.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("wr0ng-token");
  }

  @Test
  void readsWhatIsWrongByField() throws Exception {
    var there = serve(Forge.GITLAB);

    assertThatThrownBy(() -> open(there, Forge.GITLAB, "gone"))
        .hasMessageContaining("422: base Target branch \"gone\" does not exist");
  }

  @ParameterizedTest
  @EnumSource
  void asksAgainWhereTheForgeIsBusy(Forge forge) throws Exception {
    var there = serve(forge);
    there.busy.set(2);

    assertThat(open(there, forge, "main").found()).isFalse();

    there.busy.set(3);
    assertThatThrownBy(() -> open(there, forge, "main")).hasMessageContaining("503: busy");
  }

  @Test
  void followsNoRedirectWithATokenInHand() throws Exception {
    var there = serve(Forge.GITHUB);
    there.instead =
        new Answer(307, "", Map.of("Location", there.site().replace("127.0.0.1", "localhost")));

    assertThatThrownBy(() -> open(there, Forge.GITHUB, "main"))
        .hasMessageContaining("redirect (307)");
    assertThat(there.requests).hasSize(1);
  }

  @Test
  void readsNoMoreThanItMay() throws Exception {
    var there = serve(Forge.GITHUB);
    there.instead = Answer.of(200, "[" + "1,".repeat(100_000) + "1]");

    assertThatThrownBy(() -> open(there, Forge.GITHUB, "main")).isInstanceOf(ForgeRefused.class);
  }

  @Test
  void saysThatItIsNoForge() throws Exception {
    var there = serve(Forge.GITHUB);
    there.instead = Answer.of(200, "<html>Welcome</html>");

    assertThatThrownBy(() -> open(there, Forge.GITHUB, "main"))
        .hasMessageContaining("The answer is no JSON: check pull_request.api_url")
        .hasMessageContaining("<html>Welcome");
  }

  @Test
  void asksNobodyInAPrivateNetworkWhoIsNotListed() throws Exception {
    var there = serve(Forge.GITHUB);
    var host = "127.0.0.1:" + there.port();

    assertThatThrownBy(() ->
            forges()
                .open(
                    order(there, Forge.GITHUB, "main", null), credential(TOKEN, host), () -> false))
        .isInstanceOf(ForgeRefused.class);
    assertThat(there.requests).isEmpty();
  }

  @Test
  void sendsATokenOnlyToTheHostsOfItsSecret() throws Exception {
    var there = serve(Forge.GITHUB);
    var host = "127.0.0.1:" + there.port();
    var order = order(there, Forge.GITHUB, "main", there.site() + "/api/v3");

    assertThatThrownBy(() -> forges(host).open(order, credential(TOKEN, "github.com"), () -> false))
        .hasMessageContaining("may be sent to github.com, not to 127.0.0.1");
    assertThatThrownBy(() -> forges(host).open(order, null, () -> false))
        .hasMessageContaining("needs a token");
    assertThat(there.requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, https://github.com/octo/shop.git, https://api.github.com, octo/shop",
    "GITHUB, git@github.com:octo/shop.git, https://api.github.com, octo/shop",
    "GITHUB, https://git.example.org/octo/shop, https://git.example.org/api/v3, octo/shop",
    "GITLAB, https://gitlab.com/group/sub/shop.git, https://gitlab.com/api/v4, group/sub/shop",
    "GITLAB, ssh://git@git.example.org:2222/g/shop.git, https://git.example.org/api/v4, g/shop",
    "GITEA, https://git.example.org:8443/octo/shop.git, https://git.example.org:8443/api/v1, octo/shop"
  })
  void knowsWhereTheApiIs(Forge forge, String url, String api, String repository) throws Exception {
    var address = ((Parsed.Valid<GitAddress>) GitAddress.parse(url)).value();
    var order = new Forges.Order(forge, url, null, "h", "b", "t", "b", false);

    assertThat(Forges.api(order, address)).hasToString(api);
    assertThat(Forges.repository(address)).isEqualTo(repository);
  }
}
