@NullMarked
package dev.ccrunner.local.up;

import org.jspecify.annotations.NullMarked;
