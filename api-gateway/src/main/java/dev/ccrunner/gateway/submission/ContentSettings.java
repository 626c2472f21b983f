package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What a prompt of several parts may consist of. What comes inside the request is bounded by {@code
 * ccr.web.max-body} too.
 *
 * @param maxParts texts, images and documents of one prompt
 * @param maxImage the largest image; the Messages API takes none above 5 MB
 * @param maxDocument the largest document
 * @param maxTotal all images and documents of one prompt together; the Messages API takes no
 *     request above 32 MB, and base64 makes three bytes four
 * @param maxTitle characters of a document's title
 */
@Validated
@ConfigurationProperties("ccr.runs.content")
record ContentSettings(
    @Min(1) @Max(1000) @DefaultValue("100") int maxParts,
    @NotNull @DefaultValue("5MB") DataSize maxImage,
    @NotNull @DefaultValue("16MB") DataSize maxDocument,
    @NotNull @DefaultValue("20MB") DataSize maxTotal,
    @Min(1) @Max(10000) @DefaultValue("500") int maxTitle) {}
