package dev.ccrunner.worker.broker;

/** Whose model calls these are: one claim of a run, fenced by its epoch. */
public record AttemptRef(String run, long epoch) {}
