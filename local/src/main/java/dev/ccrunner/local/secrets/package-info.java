/** The command that changes the key which secrets are sealed with. */
@NullMarked
package dev.ccrunner.local.secrets;

import org.jspecify.annotations.NullMarked;
