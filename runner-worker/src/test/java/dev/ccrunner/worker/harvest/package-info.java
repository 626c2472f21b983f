@NullMarked
package dev.ccrunner.worker.harvest;

import org.jspecify.annotations.NullMarked;
