@NullMarked
package dev.ccrunner.worker.lease;

import org.jspecify.annotations.NullMarked;
