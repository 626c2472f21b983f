/** The HTTP and SSE front as one application; each package below is one feature of it. */
@NullMarked
package dev.ccrunner.gateway;

import org.jspecify.annotations.NullMarked;
