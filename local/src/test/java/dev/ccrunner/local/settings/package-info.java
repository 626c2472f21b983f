@NullMarked
package dev.ccrunner.local.settings;

import org.jspecify.annotations.NullMarked;
