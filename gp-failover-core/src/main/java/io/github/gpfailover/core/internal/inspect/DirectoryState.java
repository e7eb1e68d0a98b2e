package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.core.internal.text.ControlData;
import java.util.Optional;

/**
 * What is at a data directory's path. It exists because that decides whether the directory may be renamed, copied over or trusted.
 *
 * @param presence whether something is there
 * @param control what its {@code pg_control} says; empty if there is none that can be read
 * @param note why there is none, for a message
 */
public record DirectoryState(Presence presence, Optional<ControlData> control, String note) {

    /** Whether something stands at a path. */
    public enum Presence {
        /** Nothing is there. */
        ABSENT,
        /** Something is there. */
        PRESENT,
        /** The host could not be asked. */
        UNKNOWN
    }

    /** Nothing is there. */
    public static DirectoryState absent() {
        return new DirectoryState(Presence.ABSENT, Optional.empty(), "");
    }

    /** The host could not be asked. */
    public static DirectoryState unknown(String why) {
        return new DirectoryState(Presence.UNKNOWN, Optional.empty(), why);
    }
}
