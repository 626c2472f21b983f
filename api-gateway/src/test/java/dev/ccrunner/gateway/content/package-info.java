/** Tests of downloads. */
@NullMarked
package dev.ccrunner.gateway.content;

import org.jspecify.annotations.NullMarked;
