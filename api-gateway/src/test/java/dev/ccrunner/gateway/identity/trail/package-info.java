@NullMarked
package dev.ccrunner.gateway.identity.trail;

import org.jspecify.annotations.NullMarked;
