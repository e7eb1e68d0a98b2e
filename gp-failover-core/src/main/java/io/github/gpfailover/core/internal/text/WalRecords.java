package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Optional;

/**
 * Exists to read what {@code pg_xlogdump} and {@code pg_waldump} print.
 *
 * @param records the records, in order
 * @param after what ended the list; empty if nothing was said
 */
public record WalRecords(List<Entry> records, Optional<String> after) {

    /**
     * One record.
     *
     * @param manager its resource manager, such as XLOG
     * @param length its length in bytes, headers included
     * @param at where it begins
     * @param before where the one before begins
     * @param description the rest of the line
     */
    public record Entry(String manager, int length, Lsn at, Lsn before, String description) {}

    /** Copies the records. */
    public WalRecords {
        records = List.copyOf(records);
    }

    /** Reads the text. */
    public static WalRecords parse(HostName host, CommandResult result) {
        throw new UnsupportedOperationException();
    }
}
