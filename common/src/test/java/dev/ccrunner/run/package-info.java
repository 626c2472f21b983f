@NullMarked
package dev.ccrunner.run;

import org.jspecify.annotations.NullMarked;
