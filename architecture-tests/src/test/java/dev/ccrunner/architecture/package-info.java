/** Holds code and documents to what ARCHITECTURE.md and CONTRIBUTING.md promise. */
@NullMarked
package dev.ccrunner.architecture;

import org.jspecify.annotations.NullMarked;
