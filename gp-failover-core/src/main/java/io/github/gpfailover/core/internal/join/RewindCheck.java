package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.OldDirectory;
import io.github.gpfailover.core.internal.text.DiskSpace;
import java.util.List;
import java.util.Optional;

/** Exists to say what forbids {@code pg_rewind} before it has written anything: once it has begun, there is no way back. */
public final class RewindCheck {

    private RewindCheck() {}

    /** What forbids it, of what costs little to ask. */
    public static List<String> against(OldDirectory facts, Optional<InstanceState> server, boolean recovers) {
        throw new UnsupportedOperationException();
    }

    /** What forbids it for want of space; empty if there is enough. */
    public static Optional<String> againstSpace(DiskSpace source, DiskSpace free) {
        throw new UnsupportedOperationException();
    }
}
