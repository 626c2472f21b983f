/** What names and describes stored contents: uploads, and what runs leave. */
@NullMarked
package dev.ccrunner.file;

import org.jspecify.annotations.NullMarked;
