/** The worker as an application: which parts it is made of, and what it is called. */
@NullMarked
package dev.ccrunner.worker;

import org.jspecify.annotations.NullMarked;
