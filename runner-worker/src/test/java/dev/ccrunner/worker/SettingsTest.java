package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.worker.broker.BrokerSettings;
import dev.ccrunner.worker.git.GitSettings;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.prompt.PromptSettings;
import dev.ccrunner.worker.rounds.RoundsSettings;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class SettingsTest {

  private static <T> T bind(Class<T> type, String prefix, Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
  }

  @Test
  void haveTheDocumentedDefaults() {
    assertThat(bind(ProcessSettings.class, "ccr.worker.process", Map.of()))
        .isEqualTo(ProcessSettings.defaults());
    assertThat(bind(SandboxSettings.class, "ccr.worker.sandbox", Map.of()))
        .isEqualTo(SandboxSettings.defaults());
    assertThat(bind(BrokerSettings.class, "ccr.worker.broker", Map.of()))
        .isEqualTo(BrokerSettings.defaults(URI.create("https://api.anthropic.com"), ""));
  }

  @Test
  void boundWhatChecksPrintAndWhatPromptsHold() {
    assertThat(bind(RoundsSettings.class, "ccr.worker.checks", Map.of()))
        .isEqualTo(new RoundsSettings(DataSize.ofKilobytes(256), DataSize.ofKilobytes(16)));
    assertThat(
            bind(
                RoundsSettings.class,
                "ccr.worker.checks",
                Map.of("ccr.worker.checks.max-log", "1B", "ccr.worker.checks.max-tail", "2B")))
        .isEqualTo(new RoundsSettings(DataSize.ofBytes(1), DataSize.ofBytes(2)));
    assertThat(bind(PromptSettings.class, "ccr.worker.prompt", Map.of()))
        .isEqualTo(new PromptSettings(DataSize.ofMegabytes(24)));
    assertThat(
            bind(
                PromptSettings.class,
                "ccr.worker.prompt",
                Map.of("ccr.worker.prompt.max-content", "3B")))
        .isEqualTo(new PromptSettings(DataSize.ofBytes(3)));
  }

  @Test
  void takeEveryValueOfTheProcessFeature() {
    var prefix = "ccr.worker.process.";
    assertThat(
            bind(
                ProcessSettings.class,
                "ccr.worker.process",
                Map.of(
                    prefix + "max-line", "1MB",
                    prefix + "stderr-tail", "2KB",
                    prefix + "input-lines", "3",
                    prefix + "input-size", "4KB",
                    prefix + "send-wait", "5ms",
                    prefix + "output-drain", "6ms",
                    prefix + "interrupt-grace", "7ms",
                    prefix + "terminate-grace", "8ms",
                    prefix + "kill-wait", "9ms")))
        .isEqualTo(
            new ProcessSettings(
                DataSize.ofMegabytes(1),
                DataSize.ofKilobytes(2),
                3,
                DataSize.ofKilobytes(4),
                Duration.ofMillis(5),
                Duration.ofMillis(6),
                Duration.ofMillis(7),
                Duration.ofMillis(8),
                Duration.ofMillis(9)));
  }

  @Test
  void takeEveryValueOfGit() {
    var prefix = "ccr.workspace.git.";
    var values = new java.util.HashMap<String, String>();
    values.put(prefix + "program", "/g");
    values.put(prefix + "ssh-program", "/s");
    values.put(prefix + "http", "true");
    values.put(prefix + "ports", "1,2");
    values.put(prefix + "private-hosts", "a,b:3");
    values.put(prefix + "ca-file", "/c");
    values.put(prefix + "max-size", "4MB");
    values.put(prefix + "max-tree", "5MB");
    values.put(prefix + "max-files", "6");
    values.put(prefix + "max-submodules", "7");
    values.put(prefix + "timeout", "8s");
    values.put(prefix + "stall", "9s");
    values.put(prefix + "checkout-workers", "10");
    values.put(prefix + "cache", "/k");
    values.put(prefix + "cache-size", "11MB");
    values.put(prefix + "cache-age", "12h");

    assertThat(bind(GitSettings.class, "ccr.workspace.git", values))
        .isEqualTo(
            new GitSettings(
                Path.of("/g"),
                Path.of("/s"),
                true,
                List.of(1, 2),
                List.of("a", "b:3"),
                Path.of("/c"),
                DataSize.ofMegabytes(4),
                DataSize.ofMegabytes(5),
                6,
                7,
                Duration.ofSeconds(8),
                Duration.ofSeconds(9),
                10,
                Path.of("/k"),
                DataSize.ofMegabytes(11),
                Duration.ofHours(12)));
  }

  @Test
  void gitAsksTheUsualPortsOfPublicHostsOnlyUnlessItIsToldMore() {
    var settings = bind(GitSettings.class, "ccr.workspace.git", Map.of());

    assertThat(settings.http()).isFalse();
    assertThat(settings.ports()).containsExactly(22, 80, 443, 2222, 7999, 8443);
    assertThat(settings.privateHosts()).isEmpty();
    assertThat(settings.caFile()).isNull();
    assertThat(settings.cache()).isNull();
    assertThat(settings.maxSize()).isEqualTo(DataSize.ofGigabytes(2));
  }

  @Test
  void takeEveryValueOfTheSandboxFeature() {
    var prefix = "ccr.worker.sandbox.";
    assertThat(
            bind(
                SandboxSettings.class,
                "ccr.worker.sandbox",
                Map.of(
                    prefix + "minimum", "bwrap",
                    prefix + "bwrap", "/b",
                    prefix + "setpriv", "/s",
                    prefix + "uid-base", "20000",
                    prefix + "uid-count", "2",
                    prefix + "tmp-size", "3MB",
                    prefix + "shm-size", "4MB")))
        .isEqualTo(
            new SandboxSettings(
                SandboxLevel.BWRAP,
                Path.of("/b"),
                Path.of("/s"),
                20000,
                2,
                DataSize.ofMegabytes(3),
                DataSize.ofMegabytes(4)));
  }

  @Test
  void takeEveryValueOfTheBrokerFeature() {
    var prefix = "ccr.worker.broker.";
    assertThat(
            bind(
                BrokerSettings.class,
                "ccr.worker.broker",
                Map.ofEntries(
                    Map.entry(prefix + "model-base-url", "http://gateway:1/x"),
                    Map.entry(prefix + "api-key", "key"),
                    Map.entry(prefix + "authorization", "bearer"),
                    Map.entry(prefix + "max-request", "1MB"),
                    Map.entry(prefix + "connect-timeout", "2s"),
                    Map.entry(prefix + "first-byte-timeout", "3s"),
                    Map.entry(prefix + "idle-timeout", "4s"),
                    Map.entry(prefix + "max-calls", "5"),
                    Map.entry(prefix + "max-call-wait", "6s"),
                    Map.entry(prefix + "max-calls-per-attempt", "7"),
                    Map.entry(prefix + "retry.max-per-call", "8"),
                    Map.entry(prefix + "retry.share", "0.9"),
                    Map.entry(prefix + "retry.reserve", "11"),
                    Map.entry(prefix + "retry.first-wait", "12ms"),
                    Map.entry(prefix + "retry.longest-wait", "13s"),
                    Map.entry(prefix + "circuit.failure-rate", "14"),
                    Map.entry(prefix + "circuit.window", "15"),
                    Map.entry(prefix + "circuit.minimum-calls", "16"),
                    Map.entry(prefix + "circuit.open-for", "17s"))))
        .isEqualTo(
            new BrokerSettings(
                URI.create("http://gateway:1/x"),
                "key",
                BrokerSettings.Authorization.BEARER,
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                5,
                Duration.ofSeconds(6),
                7,
                new BrokerSettings.Retry(8, 0.9, 11, Duration.ofMillis(12), Duration.ofSeconds(13)),
                new BrokerSettings.Circuit(14, 15, 16, Duration.ofSeconds(17))));
  }

  @Test
  void refuseWhatCannotWork() {
    assertThatThrownBy(() -> BrokerSettings.defaults(URI.create("ftp://x"), ""))
        .hasMessageContaining("model-base-url")
        .hasMessageContaining("ftp://x");
    assertThatThrownBy(() -> BrokerSettings.defaults(URI.create("http://x"), "key\nx"))
        .hasMessageContaining("api-key")
        .hasMessageNotContaining("key\n");
    assertThatThrownBy(() -> bind(SandboxSettings.class, "s", Map.of("s.uid-base", "0")))
        .rootCause()
        .hasMessageContaining("uid-base");
    assertThatThrownBy(() -> bind(ProcessSettings.class, "p", Map.of("p.max-line", "2GB")))
        .rootCause()
        .hasMessageContaining("max-line");
  }
}
