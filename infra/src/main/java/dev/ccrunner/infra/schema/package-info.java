/** The JSON Schemas of structured answers: whether one can be used, and whether an answer fits. */
@NullMarked
package dev.ccrunner.infra.schema;

import org.jspecify.annotations.NullMarked;
