package dev.ccrunner.gateway.identity.teams;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of invitations.
 *
 * @param lifetime how long the link is good
 * @param maxOpen how many of a team may be open at once; one more is refused
 */
@Validated
@ConfigurationProperties("ccr.invitations")
record InvitationSettings(
    @NotNull @DurationMin(minutes = 1) @DefaultValue("7d") Duration lifetime,
    @Min(1) @Max(100_000) @DefaultValue("1000") int maxOpen) {}
