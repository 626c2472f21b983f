/** Where large contents are kept: uploads, and what runs leave. Not what is in them. */
@NullMarked
package dev.ccrunner.infra.blob;

import org.jspecify.annotations.NullMarked;
