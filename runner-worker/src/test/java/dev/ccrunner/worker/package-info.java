/** Tests that span the features of the worker. */
@NullMarked
package dev.ccrunner.worker;

import org.jspecify.annotations.NullMarked;
