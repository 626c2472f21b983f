@NullMarked
package dev.ccrunner.worker.execution;

import org.jspecify.annotations.NullMarked;
