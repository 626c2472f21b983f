@NullMarked
package dev.ccrunner.worker.output;

import org.jspecify.annotations.NullMarked;
