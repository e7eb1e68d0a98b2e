package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.core.internal.text.WalRecords;
import java.util.Optional;

/**
 * The records of a log from one position on, or why they could not be read. The reason is kept so that an unread log is never taken for an
 * empty one.
 *
 * @param records the records; empty if they could not be read
 * @param note why they could not
 */
public record WalReading(Optional<WalRecords> records, String note) {

    /** They could not be read. */
    public static WalReading untold(String why) {
        return new WalReading(Optional.empty(), why);
    }
}
