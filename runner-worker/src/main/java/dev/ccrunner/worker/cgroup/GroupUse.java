package dev.ccrunner.worker.cgroup;

/**
 * What a group uses, and what it was refused since it was made. What its controllers do not count
 * is 0.
 *
 * @param peakBytes the most memory it ever used
 * @param oomKills processes that the kernel ended for want of memory
 * @param refusedForks how often it had too many processes to start another
 */
public record GroupUse(
    long memoryBytes, long peakBytes, long oomKills, int processes, long refusedForks) {}
