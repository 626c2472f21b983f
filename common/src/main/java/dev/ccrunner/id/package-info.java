/** How an object is named outside: a prefix and a UUIDv7 in Crockford base32. */
@NullMarked
package dev.ccrunner.id;

import org.jspecify.annotations.NullMarked;
