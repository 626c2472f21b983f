package dev.ccrunner.gateway.identity.bootstrap;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The account of the first owner.
 *
 * @param email what the owner signs in with ({@code CCR_ADMIN_EMAIL}); only read while there is no
 *     account at all
 * @param password the owner's password ({@code CCR_ADMIN_PASSWORD}); only read while the owner has
 *     none
 * @param passwordFile where to write a generated password, readable by its owner only; without it
 *     and without a password the owner cannot sign in yet, but has the first key
 */
@Validated
@ConfigurationProperties("ccr.admin")
record AdminSettings(
    @NotBlank @Email @DefaultValue("owner@localhost") String email,
    @Nullable String password,
    @Nullable Path passwordFile) {
  AdminSettings {
    email = email.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return "AdminSettings[email=%s, password=%s, passwordFile=%s]"
        .formatted(email, password == null ? "none" : "given", passwordFile);
  }
}
