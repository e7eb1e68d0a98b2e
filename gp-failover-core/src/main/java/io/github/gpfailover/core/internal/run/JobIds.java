package io.github.gpfailover.core.internal.run;

import java.util.Locale;
import java.util.UUID;

/**
 * The ids of a run's jobs. Each has a part that no other run has, since a caller may give a later execution, with another journal, the name of
 * an earlier one: a job of that one must not be taken for its own.
 */
final class JobIds {

    private static final int RUN_DIGITS = 6;

    private final String beginning;
    private final String run = UUID.randomUUID().toString().replace("-", "").substring(0, RUN_DIGITS);

    JobIds(String executionId) {
        beginning = of(executionId);
    }

    /** Gives what the ids of an execution begin with: its id has underscores where a job's can have none, and no capitals. */
    static String of(String executionId) {
        return executionId.toLowerCase(Locale.ROOT).replace('_', 'U');
    }

    /** Gives the id of a command: its step, and the number of the journal's entry that announces it. */
    String id(int step, long sequence) {
        return beginning + '-' + step + '-' + sequence + '-' + run;
    }
}
