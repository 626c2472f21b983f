/**
 * What one attempt has on this machine, and the seams at which others work on it; not what they do.
 */
@NullMarked
package dev.ccrunner.worker.job;

import org.jspecify.annotations.NullMarked;
