package dev.ccrunner.bench.load;

import dev.ccrunner.bench.report.Latencies;

/** What a load did: how much of it per second, and how long each piece took. */
public record Load(double perSecond, Latencies latencies) {}
