/** Tests of the gateway as a whole. */
@NullMarked
package dev.ccrunner.gateway;

import org.jspecify.annotations.NullMarked;
