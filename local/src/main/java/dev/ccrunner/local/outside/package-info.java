/** Small programs and the network, as this machine is set up for them. */
@NullMarked
package dev.ccrunner.local.outside;

import org.jspecify.annotations.NullMarked;
