@NullMarked
package dev.ccrunner.key;

import org.jspecify.annotations.NullMarked;
