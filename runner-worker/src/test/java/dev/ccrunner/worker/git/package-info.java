@NullMarked
package dev.ccrunner.worker.git;

import org.jspecify.annotations.NullMarked;
