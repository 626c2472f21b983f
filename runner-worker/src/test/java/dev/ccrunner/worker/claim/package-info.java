@NullMarked
package dev.ccrunner.worker.claim;

import org.jspecify.annotations.NullMarked;
