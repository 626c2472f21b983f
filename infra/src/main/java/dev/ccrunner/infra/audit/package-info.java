/** Who did what, kept so that a later change to it shows. */
@NullMarked
package dev.ccrunner.infra.audit;

import org.jspecify.annotations.NullMarked;
