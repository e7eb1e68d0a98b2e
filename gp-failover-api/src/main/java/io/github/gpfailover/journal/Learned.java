package io.github.gpfailover.journal;

import io.github.gpfailover.stability.Evolving;

/**
 * What an execution learned, and a resumed one needs to know. Each record is about a subject, and the latest one about a subject counts,
 * so that what is over is said by a record of its own.
 *
 * @since 0.1
 */
@Evolving
public sealed interface Learned extends JournalRecord permits LearnedOfMaster, LearnedOfMove, LearnedOfStandby {

    /**
     * Gives what the record is about. The latest record about a subject counts.
     *
     * @return the subject, such as {@code promotion}
     */
    String subject();
}
