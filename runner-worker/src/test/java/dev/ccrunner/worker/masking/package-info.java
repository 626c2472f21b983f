@NullMarked
package dev.ccrunner.worker.masking;

import org.jspecify.annotations.NullMarked;
