/**
 * The courier: fetches repositories with a network and a credential that no run ever sees, and
 * hands them over without both. What is in a repository is a stranger's; here it is only carried,
 * and it is unpacked in the run's sandbox.
 */
@NullMarked
package dev.ccrunner.worker.git;

import org.jspecify.annotations.NullMarked;
