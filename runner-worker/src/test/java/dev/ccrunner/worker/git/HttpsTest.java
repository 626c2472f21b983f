package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.testkit.git.GitHttpServer;
import dev.ccrunner.testkit.git.Origin;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over TLS, to a host that nobody but the guard can find: who asked again would not find it. */
class HttpsTest extends CloneContract {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private GitHttpServer https;
  private Path certificate;

  @BeforeEach
  void open() throws Exception {
    lookup = _ -> new InetAddress[] {InetAddress.getLoopbackAddress()};
    certificate = data.resolve("ca.pem");
    https = GitHttpServer.secured(served, tls());
    Origin.in(served, "shop");
  }

  @AfterEach
  void close() {
    https.close();
  }

  @Test
  void goesToTheAddressThatWasLookedAtAndKnowsTheHost() throws Exception {
    https.demand("shop", "bot", "s3cret-token");
    var job = job();

    var cloned =
        repositories(trusting(certificate))
            .cloneInto(job, source(url()), secret("s3cret-token"), () -> false);

    assertThat(cloned.url()).isEqualTo(url());
    assertThat(job.workspace().resolve("README")).hasContent("hello\n");
  }

  @Test
  void trustsNobodyWithoutACertificate() throws Exception {
    var failed = failure(source(url()), secret("s3cret-token"), trusting(null));

    assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
    assertThat(https.requests()).isEmpty();
  }

  @Test
  void trustsNobodyUnderAnotherName() throws Exception {
    var failed =
        failure(
            source(url().replace("git.invalid", "other.invalid")),
            secret("s3cret-token"),
            trusting(certificate));

    assertThat(failed.code()).isEqualTo(FailureCode.REPO_UNAVAILABLE);
    assertThat(https.requests()).isEmpty();
  }

  private String url() {
    return "https://git.invalid:%d/shop.git".formatted(https.port());
  }

  private GitCredential secret(String value) {
    return new GitCredential(
        token(value).id(), "git-bot", List.of("git.invalid:" + https.port()), "bot", value, null);
  }

  private GitSettings trusting(@Nullable Path caFile) {
    return TestGitSettings.asking(
            List.of("git.invalid:" + https.port(), "other.invalid:" + https.port()))
        .encryptedOnly()
        .trusting(caFile)
        .build();
  }

  /** The JDK makes certificates by its own program only. */
  private SSLContext tls() throws Exception {
    var store = data.resolve("store.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "git",
                "-keyalg",
                "EC",
                "-dname",
                "CN=git.invalid",
                "-ext",
                "san=dns:git.invalid",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    var said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    var pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getCertificate("git").getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    Files.writeString(certificate, pem);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }
}
