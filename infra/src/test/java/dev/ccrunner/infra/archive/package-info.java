@NullMarked
package dev.ccrunner.infra.archive;

import org.jspecify.annotations.NullMarked;
