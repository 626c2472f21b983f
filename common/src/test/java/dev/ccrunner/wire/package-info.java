@NullMarked
package dev.ccrunner.wire;

import org.jspecify.annotations.NullMarked;
