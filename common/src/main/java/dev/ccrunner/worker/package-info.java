/** Names of the processes that carry out runs. */
@NullMarked
package dev.ccrunner.worker;

import org.jspecify.annotations.NullMarked;
