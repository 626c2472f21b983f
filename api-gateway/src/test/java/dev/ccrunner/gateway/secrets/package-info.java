@NullMarked
package dev.ccrunner.gateway.secrets;

import org.jspecify.annotations.NullMarked;
