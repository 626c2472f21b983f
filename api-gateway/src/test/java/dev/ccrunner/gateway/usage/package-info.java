/** Tests of reports of use. */
@NullMarked
package dev.ccrunner.gateway.usage;

import org.jspecify.annotations.NullMarked;
