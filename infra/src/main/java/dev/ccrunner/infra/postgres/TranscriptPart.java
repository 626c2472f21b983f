package dev.ccrunner.infra.postgres;

import dev.ccrunner.infra.postgres.TranscriptBatch.Part;

/**
 * A stored part of a conversation and its place in the session's order.
 *
 * @param number of the run in its session
 */
public record TranscriptPart(long number, long epoch, Part part) {}
