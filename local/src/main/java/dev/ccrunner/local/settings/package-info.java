/**
 * Where settings and data of one installation are found, and what of our own environment others get
 * to see.
 */
@NullMarked
package dev.ccrunner.local.settings;

import org.jspecify.annotations.NullMarked;
