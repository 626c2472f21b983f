/** What a team keeps secret, over HTTP: values go in and never come out again. */
@NullMarked
package dev.ccrunner.gateway.secrets;

import org.jspecify.annotations.NullMarked;
