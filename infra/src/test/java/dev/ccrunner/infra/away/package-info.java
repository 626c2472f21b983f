@NullMarked
package dev.ccrunner.infra.away;

import org.jspecify.annotations.NullMarked;
