/** Who is calling: API keys, the owner's first key, and the caller that handlers ask for. */
@NullMarked
package dev.ccrunner.gateway.identity;

import org.jspecify.annotations.NullMarked;
