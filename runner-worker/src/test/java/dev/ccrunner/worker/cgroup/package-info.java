@NullMarked
package dev.ccrunner.worker.cgroup;

import org.jspecify.annotations.NullMarked;
