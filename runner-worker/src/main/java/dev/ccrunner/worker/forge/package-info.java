/** Hands a run's change to where its repository lives: a branch, and a request to merge it. */
@NullMarked
package dev.ccrunner.worker.forge;

import org.jspecify.annotations.NullMarked;
