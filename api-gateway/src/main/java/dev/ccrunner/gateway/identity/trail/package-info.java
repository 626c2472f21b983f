/** What is written into the audit log: by each change itself, in its own transaction. */
@NullMarked
package dev.ccrunner.gateway.identity.trail;

import org.jspecify.annotations.NullMarked;
