/**
 * What all endpoints have in common: request ids, strict JSON bodies, query parameters,
 * preferences, cursors.
 */
@NullMarked
package dev.ccrunner.gateway.web;

import org.jspecify.annotations.NullMarked;
