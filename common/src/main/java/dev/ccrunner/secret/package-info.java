/** What a team keeps secret and what it is for; how it is sealed is the business of infra. */
@NullMarked
package dev.ccrunner.secret;

import org.jspecify.annotations.NullMarked;
