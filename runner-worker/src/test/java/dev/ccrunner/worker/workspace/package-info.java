@NullMarked
package dev.ccrunner.worker.workspace;

import org.jspecify.annotations.NullMarked;
