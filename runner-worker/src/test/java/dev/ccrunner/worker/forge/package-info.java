@NullMarked
package dev.ccrunner.worker.forge;

import org.jspecify.annotations.NullMarked;
