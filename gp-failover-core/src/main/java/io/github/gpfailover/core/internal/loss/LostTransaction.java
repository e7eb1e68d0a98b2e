package io.github.gpfailover.core.internal.loss;

import java.util.List;

/**
 * A transaction that was committed and that the standby lacks.
 *
 * @param id its distributed id; empty for one of the master alone
 * @param time when it committed, by the clock of the server that reports it
 * @param where the servers whose logs show it
 */
public record LostTransaction(String id, String time, List<String> where) {

    /** Copies the list. */
    public LostTransaction {
        where = List.copyOf(where);
    }

    @Override
    public String toString() {
        return (id.isEmpty() ? "a commit of the master alone" : id) + " (committed " + time + ", seen on "
                + String.join(", ", where) + ")";
    }
}
