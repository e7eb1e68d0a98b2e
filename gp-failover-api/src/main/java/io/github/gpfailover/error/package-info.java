/**
 * What can go wrong, as types: every exception says what was tried, on which host, what was seen and what to do next, and carries
 * whether trying again can help as data.
 */
@NullMarked
package io.github.gpfailover.error;

import org.jspecify.annotations.NullMarked;
