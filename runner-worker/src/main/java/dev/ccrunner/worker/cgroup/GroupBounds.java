package dev.ccrunner.worker.cgroup;

/**
 * What the processes of a group may use together.
 *
 * @param memoryBytes files in memory included
 * @param cpus 0.5 is half of one; 0: as many as there are
 * @param processes at the same time, threads included
 */
public record GroupBounds(long memoryBytes, double cpus, int processes) {}
