/** The form of an API key; who holds which key is the business of the gateway. */
@NullMarked
package dev.ccrunner.key;

import org.jspecify.annotations.NullMarked;
