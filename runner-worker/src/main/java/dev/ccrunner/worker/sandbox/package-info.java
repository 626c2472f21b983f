/**
 * Decides what a run can see and touch on its host: its level of isolation, its user, its
 * directories; it starts nothing itself.
 */
@NullMarked
package dev.ccrunner.worker.sandbox;

import org.jspecify.annotations.NullMarked;
