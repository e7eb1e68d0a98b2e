package io.github.gpfailover.core.internal.run;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ids of a run's jobs. Each has a part that no other run has, since a caller may give a later execution, with another journal, the name of
 * an earlier one: a job of that one must not be taken for its own.
 */
final class JobIds {

    private static final int RUN_DIGITS = 6;

    private final String beginning;
    private final AtomicInteger last = new AtomicInteger();

    JobIds(String executionId) {
        beginning = of(executionId)
                + '-'
                + UUID.randomUUID().toString().replace("-", "").substring(0, RUN_DIGITS)
                + '-';
    }

    /** Says whether an id is one of a plan's command, of whatever run; what has a name of its own is looked after by its step. */
    static boolean isOfCommand(String id) {
        return id.matches(".+-[0-9a-f]{" + RUN_DIGITS + "}-[0-9]+");
    }

    /** Gives what all of them begin with; a number follows. */
    String beginning() {
        return beginning;
    }

    /** Gives what the ids of an execution begin with: its id has underscores where a job's can have none, and no capitals. */
    static String of(String executionId) {
        return executionId.toLowerCase(Locale.ROOT).replace('_', 'U');
    }

    /**
     * Gives the id of the next command, numbered from one, so that a directory of its record can be made ahead. No two hosts have one in
     * common: their logins may share a home directory.
     */
    String next() {
        return beginning + last.incrementAndGet();
    }
}
