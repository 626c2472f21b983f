/**
 * Unpacks what strangers packed, into a directory and nowhere else. Where archives come from and
 * who may send them is not known here.
 */
@NullMarked
package dev.ccrunner.infra.archive;

import org.jspecify.annotations.NullMarked;
