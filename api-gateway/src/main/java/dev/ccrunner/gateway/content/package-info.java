/** How contents are handed out: as attachments, in parts, and only as long as the client reads. */
@NullMarked
package dev.ccrunner.gateway.content;

import org.jspecify.annotations.NullMarked;
