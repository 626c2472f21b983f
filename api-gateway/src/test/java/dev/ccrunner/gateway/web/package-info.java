/** Tests of this feature. */
@NullMarked
package dev.ccrunner.gateway.web;

import org.jspecify.annotations.NullMarked;
