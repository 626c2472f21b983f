/** What names a conversation. */
@NullMarked
package dev.ccrunner.session;

import org.jspecify.annotations.NullMarked;
