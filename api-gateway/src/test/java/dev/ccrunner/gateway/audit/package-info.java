@NullMarked
package dev.ccrunner.gateway.audit;

import org.jspecify.annotations.NullMarked;
