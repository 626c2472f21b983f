package dev.ccrunner.chaos;

import java.util.List;

/**
 * What one client saw of one run, over all its connections, in the order in which it came.
 *
 * @param run in its outer form
 * @param events the data of each, as received
 */
record Watched(String run, List<String> events) {}
