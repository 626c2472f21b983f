package dev.ccrunner.gateway.identity.people;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Links to choose a password by.
 *
 * @param lifetime how long one is good
 */
@Validated
@ConfigurationProperties("ccr.password-links")
record PasswordLinkSettings(
    @NotNull @DurationMin(minutes = 1) @DefaultValue("24h") Duration lifetime) {}
