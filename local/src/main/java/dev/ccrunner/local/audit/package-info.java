/** Looking after the audit log from the command line. */
@NullMarked
package dev.ccrunner.local.audit;

import org.jspecify.annotations.NullMarked;
