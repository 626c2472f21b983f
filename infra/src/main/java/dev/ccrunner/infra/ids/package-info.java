/** Where new ids come from. */
@NullMarked
package dev.ccrunner.infra.ids;

import org.jspecify.annotations.NullMarked;
