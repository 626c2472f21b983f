/** Teams, who is in them, who is invited, and what their runs may ask for at most. */
@NullMarked
package dev.ccrunner.gateway.identity.teams;

import org.jspecify.annotations.NullMarked;
