@NullMarked
package dev.ccrunner.worker;

import org.jspecify.annotations.NullMarked;
