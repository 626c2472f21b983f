@NullMarked
package dev.ccrunner.embedded;

import org.jspecify.annotations.NullMarked;
