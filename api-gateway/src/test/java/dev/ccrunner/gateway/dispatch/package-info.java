@NullMarked
package dev.ccrunner.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
