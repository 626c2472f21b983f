package dev.ccrunner.gateway.files;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How contents are removed that nothing refers to any more.
 *
 * @param every how often they are looked for
 * @param batch how many are removed in one transaction
 * @param keepOutputs how long what runs have left is kept that has no end of its own
 * @param straysEvery how often the whole store is compared with the database, by one gateway at a
 *     time
 */
@Validated
@ConfigurationProperties("ccr.blobs.collection")
record CollectionSettings(
    @NotNull @DurationMin(millis = 100) @DefaultValue("10m") Duration every,
    @Min(1) @DefaultValue("50") int batch,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("90d") Duration keepOutputs,
    @NotNull @DurationMin(millis = 100) @DefaultValue("6h") Duration straysEvery) {}
