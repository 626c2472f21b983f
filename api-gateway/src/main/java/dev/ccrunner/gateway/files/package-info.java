/** Files that a team uploads, for its runs to begin with. */
@NullMarked
package dev.ccrunner.gateway.files;

import org.jspecify.annotations.NullMarked;
