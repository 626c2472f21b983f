/** Tests that no team learns anything of another, over the whole API. */
@NullMarked
package dev.ccrunner.gateway.isolation;

import org.jspecify.annotations.NullMarked;
