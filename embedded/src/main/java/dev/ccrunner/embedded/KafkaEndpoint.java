package dev.ccrunner.embedded;

/** Where Kafka is reached. */
public record KafkaEndpoint(String bootstrapServers, int port, long pid) {}
