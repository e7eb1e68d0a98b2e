/**
 * Journals: where an engine writes down what it is about to do. {@link io.github.gpfailover.core.journal.InMemoryJournal} is the default;
 * {@link io.github.gpfailover.core.journal.FileJournal} and {@link io.github.gpfailover.core.journal.JdbcJournal} survive the process.
 */
@NullMarked
package io.github.gpfailover.core.journal;

import org.jspecify.annotations.NullMarked;
