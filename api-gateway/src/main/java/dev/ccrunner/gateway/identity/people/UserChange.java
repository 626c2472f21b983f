package dev.ccrunner.gateway.identity.people;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to change about an account; null: leave it. */
@Schema(name = "UserChange", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record UserChange(
    @Schema(minLength = 1, maxLength = 100) @Nullable String name,
    @Schema(description = "Close or open it.") @Nullable Boolean disabled,
    @Schema(description = "Whether it looks after the installation; takes operate.")
        @Nullable Boolean operator) {}
