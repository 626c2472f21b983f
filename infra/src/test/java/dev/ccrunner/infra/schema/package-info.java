/** Tests of this feature. */
@NullMarked
package dev.ccrunner.infra.schema;

import org.jspecify.annotations.NullMarked;
