@NullMarked
package dev.ccrunner.infra.postgres;

import org.jspecify.annotations.NullMarked;
