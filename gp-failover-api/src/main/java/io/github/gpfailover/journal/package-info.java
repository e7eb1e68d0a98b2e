/**
 * The journal of executions: what the engine writes down before it acts, in typed records, and the interface of whoever keeps them. A
 * custom journal implements {@link io.github.gpfailover.journal.Journal} and may store each entry as the line of JSON that
 * {@link io.github.gpfailover.journal.JournalEntry#toJson()} gives.
 */
@NullMarked
package io.github.gpfailover.journal;

import org.jspecify.annotations.NullMarked;
