package dev.ccrunner.gateway.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

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
 * @param reapEvery how often leases that have ended are looked for
 * @param reapLease how long a reaper may take for one run before another reaper takes it over
 * @param reapBatch how many runs are reaped in one round
 * @param expireEvery how often runs are looked for that have waited longer than they wanted to
 * @param expireBatch how many of them are ended in one transaction
 * @param poisonAfter a run is given up as poison when so many workers were lost with it
 */
@ConfigurationProperties("ccr.dispatch")
record DispatchSettings(
    @DefaultValue("1000") int maxBellsInFlight,
    @DefaultValue("500ms") Duration relayAfter,
    @DefaultValue("250ms") Duration relayEvery,
    @DefaultValue("500") int relayBatch,
    @DefaultValue("30s") Duration ringAgainAfter,
    @DefaultValue("2s") Duration topicEvery,
    @DefaultValue("5s") Duration reapEvery,
    @DefaultValue("30s") Duration reapLease,
    @DefaultValue("100") int reapBatch,
    @DefaultValue("1s") Duration expireEvery,
    @DefaultValue("100") int expireBatch,
    @DefaultValue("3") int poisonAfter) {}
