/** The accounts of people, as those see them who look after them. */
@NullMarked
package dev.ccrunner.gateway.identity.people;

import org.jspecify.annotations.NullMarked;
