/** Tells the others that this worker is there, what it can do and how busy it is. */
@NullMarked
package dev.ccrunner.worker.registration;

import org.jspecify.annotations.NullMarked;
