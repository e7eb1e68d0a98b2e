/**
 * Journals: where an engine writes down what it is about to do. Begin at {@link io.github.gpfailover.core.journal.InMemoryJournal}, the
 * default.
 */
@NullMarked
package io.github.gpfailover.core.journal;

import org.jspecify.annotations.NullMarked;
