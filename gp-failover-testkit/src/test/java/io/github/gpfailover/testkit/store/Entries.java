package io.github.gpfailover.testkit.store;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.time.Instant;

/** Entries of an execution {@code e1} on the cluster {@code prod}. */
final class Entries {

    static final Instant AT = Instant.parse("2026-12-01T01:02:03Z");

    private Entries() {}

    static JournalEntry begun() {
        return begun("e1", AT);
    }

    static JournalEntry begun(String id, Instant at) {
        return new JournalEntry(id, 1, at, 0, new JournalRecord.PlanBegun("prod", "{}"));
    }

    static JournalEntry intended(long sequence) {
        return new JournalEntry(
                "e1", sequence, AT, 1, new JournalRecord.CommandIntended(HostName.of("mdw"), "command é " + sequence));
    }

    static JournalEntry ended(String id, long sequence, Outcome outcome) {
        return new JournalEntry(id, sequence, AT, 0, new JournalRecord.PlanEnded(outcome));
    }
}
