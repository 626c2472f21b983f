package dev.ccrunner.gateway.identity.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OwnerPasswordTest {
  @TempDir Path folder;
  private final TestDatabase database = TestServices.postgres().newDatabase();

  @Test
  void isGeneratedOnceIntoAFileForItsOwnerOnlyAndNeverLogged(CapturedOutput output)
      throws IOException {
    Path file = folder.resolve("owner-password");
    var settings = Map.of("ccr.admin.password-file", file.toString());
    TestGateway.start(database, settings).close();
    String password = Files.readString(file).strip();

    try (var gateway = TestGateway.start(database, settings)) {
      assertThat(signIn(gateway, "owner@localhost", password).status()).isEqualTo(200);
    }

    assertThat(password).hasSize(20);
    assertThat(Files.readString(file).strip()).isEqualTo(password);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(output.getAll()).doesNotContain(password);
  }

  @Test
  void isTheOneThatIsSet(CapturedOutput output) {
    var settings =
        Map.of("ccr.admin.email", "Ada@Example.org", "ccr.admin.password", "a password of hers");
    try (var gateway = TestGateway.start(database, settings)) {
      ApiResponse session = signIn(gateway, "ada@example.org", "a password of hers").expect(200);
      ApiClient ada = Tenant.signedIn(gateway.client().withoutKey(), session);

      assertThat(ada.get("/v1/me").text("/team/role")).isEqualTo("owner");
      ada.get("/v1/workers").expect(200);
    }

    assertThat(output.getAll()).doesNotContain("a password of hers");
  }

  @Test
  void comesLaterWhenItIsSetLater() {
    TestGateway.start(database, Map.of()).close();

    try (var gateway =
        TestGateway.start(database, Map.of("ccr.admin.password", "a password of hers"))) {
      signIn(gateway, "owner@localhost", "a password of hers").expect(200);
    }
    try (var gateway =
        TestGateway.start(database, Map.of("ccr.admin.password", "another one, too late"))) {
      signIn(gateway, "owner@localhost", "another one, too late")
          .expectProblem(401, "wrong_credentials");
    }
  }

  @Test
  void mustBeLongEnough() {
    assertThatThrownBy(() -> TestGateway.start(database, Map.of("ccr.admin.password", "hunter2")))
        .hasStackTraceContaining("CCR_ADMIN_PASSWORD")
        .hasStackTraceContaining("Expected a password of 12")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("hunter2"));
  }

  private static ApiResponse signIn(TestGateway gateway, String email, String password) {
    return gateway
        .client()
        .withoutKey()
        .post(
            "/v1/auth/sign_in",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }
}
