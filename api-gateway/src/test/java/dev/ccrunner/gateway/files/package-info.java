/** Tests of uploads. */
@NullMarked
package dev.ccrunner.gateway.files;

import org.jspecify.annotations.NullMarked;
