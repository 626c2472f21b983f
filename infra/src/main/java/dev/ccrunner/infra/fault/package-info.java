/** Named places where a fault test can strike; nothing in production. */
@NullMarked
package dev.ccrunner.infra.fault;

import org.jspecify.annotations.NullMarked;
