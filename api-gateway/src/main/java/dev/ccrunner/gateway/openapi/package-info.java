/** The description of the API that the gateway serves about itself. */
@NullMarked
package dev.ccrunner.gateway.openapi;

import org.jspecify.annotations.NullMarked;
