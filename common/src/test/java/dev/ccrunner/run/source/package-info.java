@NullMarked
package dev.ccrunner.run.source;

import org.jspecify.annotations.NullMarked;
