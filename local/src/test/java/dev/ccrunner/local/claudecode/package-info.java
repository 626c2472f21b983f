@NullMarked
package dev.ccrunner.local.claudecode;

import org.jspecify.annotations.NullMarked;
