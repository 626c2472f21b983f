/** What a person at a terminal sees while something happens. */
@NullMarked
package dev.ccrunner.local.console;

import org.jspecify.annotations.NullMarked;
