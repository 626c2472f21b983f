@NullMarked
package dev.ccrunner.event;

import org.jspecify.annotations.NullMarked;
