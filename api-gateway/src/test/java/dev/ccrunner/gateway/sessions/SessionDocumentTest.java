package dev.ccrunner.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of docs/sessions.md, carried out one after the other as they stand there. */
@Timeout(60)
class SessionDocumentTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Pattern EXAMPLE = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  @Test
  void showsExamplesThatWork() throws Exception {
    String document = Files.readString(Path.of("../docs/sessions.md"));
    var script = new StringBuilder("set -eo pipefail\n");
    var examples = EXAMPLE.matcher(document);
    while (examples.find()) {
      script.append(examples.group(1)).append("echo\n");
    }
    String key =
        Tenant.key(Tenant.on(GATEWAY).browser(), "[\"runs:read\",\"runs:write\",\"files:write\"]");

    var bash = new ProcessBuilder("bash", "-c", script.toString()).redirectErrorStream(true);
    bash.environment().clear();
    bash.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    bash.environment().put("CCR_URL", "http://127.0.0.1:" + GATEWAY.port());
    bash.environment().put("CCR_KEY", key);
    var process = bash.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("\"object\":\"run\"")
        .contains("run.queued")
        .contains("Another way")
        .contains("Brought along");
  }
}
