/**
 * How it is written where a working directory comes from: addresses of repositories, names of refs,
 * paths. Form only; whom a worker may ask is its own business.
 */
@NullMarked
package dev.ccrunner.run.source;

import org.jspecify.annotations.NullMarked;
