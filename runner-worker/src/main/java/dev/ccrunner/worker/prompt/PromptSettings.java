package dev.ccrunner.worker.prompt;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a prompt may hold.
 *
 * @param maxContent images and documents of one prompt together; they are in the worker's memory
 *     some times over while they are said. What runs may ask for, {@code ccr.runs.content} says
 */
@ConfigurationProperties("ccr.worker.prompt")
public record PromptSettings(@DefaultValue("24MB") DataSize maxContent) {}
