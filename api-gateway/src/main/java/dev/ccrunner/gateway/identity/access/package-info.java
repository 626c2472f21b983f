/** Holds every request to who its caller is, and every handler to whom it is for. */
@NullMarked
package dev.ccrunner.gateway.identity.access;

import org.jspecify.annotations.NullMarked;
