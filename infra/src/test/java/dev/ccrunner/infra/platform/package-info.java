@NullMarked
package dev.ccrunner.infra.platform;

import org.jspecify.annotations.NullMarked;
