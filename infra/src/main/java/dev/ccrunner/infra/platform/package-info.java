/** What the machine has to be like for any of our programs to start. */
@NullMarked
package dev.ccrunner.infra.platform;

import org.jspecify.annotations.NullMarked;
