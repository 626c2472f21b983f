/**
 * Who is calling and what a caller may do. How it proves who it is, and what there is to be done
 * with keys, people and teams, is in the packages below.
 */
@NullMarked
package dev.ccrunner.gateway.identity;

import org.jspecify.annotations.NullMarked;
