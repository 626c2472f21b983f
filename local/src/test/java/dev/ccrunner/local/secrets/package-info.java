@NullMarked
package dev.ccrunner.local.secrets;

import org.jspecify.annotations.NullMarked;
