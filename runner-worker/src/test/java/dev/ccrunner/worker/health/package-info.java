@NullMarked
package dev.ccrunner.worker.health;

import org.jspecify.annotations.NullMarked;
