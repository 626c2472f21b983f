package dev.ccrunner.gateway.dispatch;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How bells are rung and lost workers noticed.
 *
 * @param maxBellsInFlight bells a gateway is ringing at once right after their runs were accepted;
 *     one more is left to the relay
 * @param relayAfter a bell that the accepting gateway has not rung by then is rung by any gateway
 * @param relayEvery how often such bells are looked for
 * @param relayBatch how many are rung in one transaction
 * @param ringAgainAfter a run that nobody has claimed so long after its bell is rung for again
 * @param topicEvery how often the dispatch topic is looked for, and made if it is not there
 * @param reapEvery how often leases that have ended are looked for, and runs that a limit held back
 *     and that nobody has called
 * @param reapLease how long a reaper may take for one run before another reaper takes it over
 * @param reapBatch how many runs are reaped in one round
 * @param expireEvery how often runs are looked for that have waited longer than they wanted to
 * @param expireBatch how many of them are ended in one transaction
 * @param poisonAfter a run is given up as poison when so many workers were lost with it
 */
@Validated
@ConfigurationProperties("ccr.dispatch")
record DispatchSettings(
    @Min(1) @DefaultValue("1000") int maxBellsInFlight,
    @NotNull @DurationMin(millis = 1) @DefaultValue("500ms") Duration relayAfter,
    @NotNull @DurationMin(millis = 1) @DefaultValue("250ms") Duration relayEvery,
    @Min(1) @DefaultValue("500") int relayBatch,
    @NotNull @DurationMin(millis = 1) @DefaultValue("30s") Duration ringAgainAfter,
    @NotNull @DurationMin(millis = 1) @DefaultValue("2s") Duration topicEvery,
    @NotNull @DurationMin(millis = 1) @DefaultValue("5s") Duration reapEvery,
    @NotNull @DurationMin(millis = 1) @DefaultValue("30s") Duration reapLease,
    @Min(1) @DefaultValue("100") int reapBatch,
    @NotNull @DurationMin(millis = 1) @DefaultValue("1s") Duration expireEvery,
    @Min(1) @DefaultValue("100") int expireBatch,
    @Min(1) @DefaultValue("3") int poisonAfter) {}
