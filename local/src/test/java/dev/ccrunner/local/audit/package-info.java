@NullMarked
package dev.ccrunner.local.audit;

import org.jspecify.annotations.NullMarked;
