/** How people sign in: passwords, links to choose one by, sessions and their cookies. */
@NullMarked
package dev.ccrunner.gateway.identity.signin;

import org.jspecify.annotations.NullMarked;
