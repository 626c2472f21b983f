@NullMarked
package dev.ccrunner.infra.loop;

import org.jspecify.annotations.NullMarked;
