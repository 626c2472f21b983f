package dev.ccrunner.gateway.limits;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What callers may use for whom nothing else is set, and how requests are counted.
 *
 * @param requestsPerKey requests of one key within a minute; as many may come at once after a
 *     minute of silence. A stream is one request, however long it lasts
 * @param requestsPerTeam the same for all keys of a team together
 * @param submitsPerKey submitted runs of one key within a minute
 * @param redisTimeout a request waits so long at most for Redis to count it; after that this
 *     gateway counts for itself, so that with Redis away the bound is that of one gateway times
 *     their number
 * @param redisPause so long nobody waits for Redis again after it did not answer in time
 * @param cacheTtl so long it takes at most until a changed limit is known to all gateways
 * @param cacheSize callers whose limits a gateway remembers
 */
@Validated
@ConfigurationProperties("ccr.limits")
record LimitSettings(
    @Min(1) @DefaultValue("6000") int requestsPerKey,
    @Min(1) @DefaultValue("60000") int requestsPerTeam,
    @Min(1) @DefaultValue("3000") int submitsPerKey,
    @NotNull @DurationMin(millis = 1) @DefaultValue("50ms") Duration redisTimeout,
    @NotNull @DurationMin(millis = 1) @DefaultValue("1s") Duration redisPause,
    @NotNull @DurationMin(millis = 1) @DefaultValue("1s") Duration cacheTtl,
    @Min(1) @DefaultValue("10000") int cacheSize) {}
