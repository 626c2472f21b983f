@NullMarked
package dev.ccrunner.local;

import org.jspecify.annotations.NullMarked;
