/** Tests of streams over a real server and a real Redis. */
@NullMarked
package dev.ccrunner.gateway.stream;

import org.jspecify.annotations.NullMarked;
