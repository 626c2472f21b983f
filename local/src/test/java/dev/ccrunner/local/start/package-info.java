@NullMarked
package dev.ccrunner.local.start;

import org.jspecify.annotations.NullMarked;
