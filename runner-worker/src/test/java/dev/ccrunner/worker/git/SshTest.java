package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.testkit.git.Origin;
import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SshTest extends CloneContract {
  private GitSshServer ssh;

  @BeforeEach
  void open() throws Exception {
    ssh = new GitSshServer(served, "git");
    Origin.in(served, "shop");
  }

  @AfterEach
  void close() throws Exception {
    ssh.close();
  }

  @Test
  void clonesWithAKeyFromAHostThatIsKnown() throws Exception {
    var job = job();

    var cloned =
        repositories(settings())
            .cloneInto(
                job, source(ssh.url("shop")), key(ssh.privateKey(), ssh.known()), () -> false);

    assertThat(cloned.url()).isEqualTo(ssh.url("shop"));
    assertThat(job.workspace().resolve("README")).hasContent("hello\n");
    assertThat(data.resolve("courier")).isEmptyDirectory();
    assertThat(inWorkspace(job, "/bin/sh", "-c", "! grep -r 'PRIVATE KEY' .")).isEmpty();
  }

  /** Nobody but the guard knows that name: who asked again would not find it. */
  @Test
  void goesToTheAddressThatWasLookedAt() throws Exception {
    lookup = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    var job = job();
    var secret =
        new GitCredential(
            new SecretId(UUID.randomUUID()),
            "deploy-key",
            List.of("git.invalid:" + ssh.port()),
            "git",
            ssh.privateKey(),
            ssh.known().replace("127.0.0.1", "git.invalid"));

    repositories(settings())
        .cloneInto(
            job, source(ssh.url("shop").replace("127.0.0.1", "git.invalid")), secret, () -> false);

    assertThat(job.workspace().resolve("README")).hasContent("hello\n");
  }

  @Test
  void anotherHostInItsPlaceGetsNothing() throws Exception {
    var failed =
        failure(
            source(ssh.url("shop")), key(ssh.privateKey(), ssh.knownAsSomebodyElse()), settings());

    assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
    assertThat(failed).hasMessageContaining("Host key verification failed");
  }

  @Test
  void aStrangersKeyIsRefused() throws Exception {
    assertThat(
            failure(
                    source(ssh.url("shop")),
                    key(GitSshServer.strangersKey(), ssh.known()),
                    settings())
                .code())
        .isEqualTo(FailureCode.REPO_AUTH);
  }

  @Test
  void whatIsNoKeyIsRefused() throws Exception {
    var failed = failure(source(ssh.url("shop")), key("no key at all", ssh.known()), settings());

    assertThat(failed.code()).isEqualTo(FailureCode.REPO_AUTH);
    assertThat(failed.getMessage()).doesNotContain("no key at all");
  }

  @Test
  void nobodyIsAskedWithoutAKey() throws Exception {
    assertThat(failure(source(ssh.url("shop")), null, settings()).code())
        .isEqualTo(FailureCode.REPO_AUTH);
  }

  @Test
  void saysThatARepositoryIsNotThere() throws Exception {
    assertThat(
            failure(source(ssh.url("nowhere")), key(ssh.privateKey(), ssh.known()), settings())
                .code())
        .isEqualTo(FailureCode.REPO_NOT_FOUND);
  }

  private GitCredential key(String value, @Nullable String known) {
    return new GitCredential(
        new SecretId(UUID.fromString("0198c000-0000-7000-8000-000000000003")),
        "deploy-key",
        List.of("127.0.0.1:" + ssh.port()),
        "git",
        value,
        known);
  }

  @Override
  protected List<String> privateHosts() {
    return List.of("127.0.0.1:" + ssh.port(), "git.invalid:" + ssh.port());
  }
}
