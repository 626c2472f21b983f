@NullMarked
package dev.ccrunner.worker.limits;

import org.jspecify.annotations.NullMarked;
