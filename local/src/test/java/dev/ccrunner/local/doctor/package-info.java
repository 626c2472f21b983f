@NullMarked
package dev.ccrunner.local.doctor;

import org.jspecify.annotations.NullMarked;
