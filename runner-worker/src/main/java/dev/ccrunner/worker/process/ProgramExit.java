package dev.ccrunner.worker.process;

/**
 * How a program ended.
 *
 * @param code the exit code; 128 + n when signal n ended it
 * @param stderrTail the end of its standard error
 */
public record ProgramExit(int code, String stderrTail) {}
