/** How Claude Code lays a conversation out in files. Not where it is kept. */
@NullMarked
package dev.ccrunner.infra.conversation;

import org.jspecify.annotations.NullMarked;
