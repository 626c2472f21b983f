/** The same services, but every gateway and worker a process of its own: {@code ccr cluster}. */
@NullMarked
package dev.ccrunner.local.cluster;

import org.jspecify.annotations.NullMarked;
