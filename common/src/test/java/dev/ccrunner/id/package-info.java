@NullMarked
package dev.ccrunner.id;

import org.jspecify.annotations.NullMarked;
