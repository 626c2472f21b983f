package dev.ccrunner.worker.forge;

/**
 * A request to merge a branch.
 *
 * @param number by which the forge names it in its repository
 * @param url for people
 * @param found whether it was there already
 */
public record PullRequest(long number, String url, boolean found) {}
