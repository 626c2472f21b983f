package dev.ccrunner.gateway.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SignInSettingsTest {
  static final SignInSettings DEFAULTS =
      SettingsBinding.bind("ccr.sign-in", SignInSettings.class, Map.of());

  @Test
  void hasDefaults() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new SignInSettings(
                true,
                12,
                DataSize.ofMegabytes(19),
                2,
                1,
                2,
                Duration.ofSeconds(3),
                Duration.ofHours(24),
                Duration.ofDays(14),
                50,
                Duration.ofSeconds(1),
                10_000,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10)));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.sign-in.password", "false"),
            Map.entry("ccr.sign-in.min-password-length", "15"),
            Map.entry("ccr.sign-in.argon2-memory", "46MB"),
            Map.entry("ccr.sign-in.argon2-iterations", "3"),
            Map.entry("ccr.sign-in.argon2-parallelism", "4"),
            Map.entry("ccr.sign-in.hashes-at-once", "5"),
            Map.entry("ccr.sign-in.hash-wait", "6s"),
            Map.entry("ccr.sign-in.session-idle", "7h"),
            Map.entry("ccr.sign-in.session-lifetime", "8d"),
            Map.entry("ccr.sign-in.sessions-per-user", "9"),
            Map.entry("ccr.sign-in.session-cache-ttl", "10ms"),
            Map.entry("ccr.sign-in.session-cache-size", "11"),
            Map.entry("ccr.sign-in.seen-interval", "12s"),
            Map.entry("ccr.sign-in.cleanup-interval", "13s"));

    assertThat(SettingsBinding.bind("ccr.sign-in", SignInSettings.class, values))
        .isEqualTo(
            new SignInSettings(
                false,
                15,
                DataSize.ofMegabytes(46),
                3,
                4,
                5,
                Duration.ofSeconds(6),
                Duration.ofHours(7),
                Duration.ofDays(8),
                9,
                Duration.ofMillis(10),
                11,
                Duration.ofSeconds(12),
                Duration.ofSeconds(13)));
  }

  @Test
  void refusesWeakHashes() {
    assertThatThrownBy(() ->
            SettingsBinding.bind(
                "ccr.sign-in", SignInSettings.class, Map.of("ccr.sign-in.argon2-memory", "8MB")))
        .hasStackTraceContaining("ccr.sign-in.argon2-memory to be at least");
  }
}
