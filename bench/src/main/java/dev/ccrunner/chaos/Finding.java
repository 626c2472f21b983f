package dev.ccrunner.chaos;

/**
 * One violation.
 *
 * @param what for a person who looks for its cause
 */
record Finding(Violation violation, String what) {}
