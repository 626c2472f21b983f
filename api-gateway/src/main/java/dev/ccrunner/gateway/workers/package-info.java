/** The workers of the cluster, for operators. */
@NullMarked
package dev.ccrunner.gateway.workers;

import org.jspecify.annotations.NullMarked;
