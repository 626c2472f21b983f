@NullMarked
package dev.ccrunner.infra.secret;

import org.jspecify.annotations.NullMarked;
