@NullMarked
package dev.ccrunner.local.cluster;

import org.jspecify.annotations.NullMarked;
