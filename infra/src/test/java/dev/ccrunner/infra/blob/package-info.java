/** Tests of where contents are kept. */
@NullMarked
package dev.ccrunner.infra.blob;

import org.jspecify.annotations.NullMarked;
