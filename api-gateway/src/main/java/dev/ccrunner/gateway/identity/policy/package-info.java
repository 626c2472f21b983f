/** What runs may ask for at most: the policy of their team, and the bounds of their key. */
@NullMarked
package dev.ccrunner.gateway.identity.policy;

import org.jspecify.annotations.NullMarked;
