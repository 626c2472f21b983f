@NullMarked
package dev.ccrunner.testkit;

import org.jspecify.annotations.NullMarked;
