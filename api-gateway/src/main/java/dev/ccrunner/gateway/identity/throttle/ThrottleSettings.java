package dev.ccrunner.gateway.identity.throttle;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often anybody may be wrong before being told to wait. Counted by all gateways together while
 * Redis is there, else by each for itself.
 *
 * @param passwordsPerAccount passwords that may be tried for one account, existing or not, within
 *     the window; then it is locked until the window ends, for the right password too. A sign-in,
 *     or a password chosen by a link, begins anew
 * @param passwordsPerAddress wrong passwords and links from one address within the window
 * @param signInsPerAddress sign-ins by an identity provider that were begun from one address within
 *     the window and did not come back; wrong ways back count as wrong passwords
 * @param passwordWindow the window for all of them
 * @param keysPerAddress wrong API keys from one address within the window; after that they are
 *     answered 429, while right ones from the same address go on working
 * @param keyWindow the window for wrong API keys
 * @param maxRemembered accounts and addresses that one gateway counts by itself at once; the least
 *     used are forgotten first
 */
@Validated
@ConfigurationProperties("ccr.throttle")
record ThrottleSettings(
    @Min(1) @DefaultValue("10") int passwordsPerAccount,
    @Min(1) @DefaultValue("50") int passwordsPerAddress,
    @Min(1) @DefaultValue("500") int signInsPerAddress,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("15m") Duration passwordWindow,
    @Min(1) @DefaultValue("60") int keysPerAddress,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("1m") Duration keyWindow,
    @Min(100) @Max(10_000_000) @DefaultValue("100000") int maxRemembered) {}
