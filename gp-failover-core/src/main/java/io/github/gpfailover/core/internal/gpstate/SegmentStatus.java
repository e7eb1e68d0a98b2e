package io.github.gpfailover.core.internal.gpstate;

import java.util.List;
import java.util.OptionalInt;

/**
 * The status of one segment, as {@code gpstate -s} reports it. It keeps together what one block of that output says.
 *
 * @param host its host
 * @param address the address that other hosts reach it by
 * @param directory its data directory
 * @param port its port
 * @param currentRole {@code Primary} or {@code Mirror}
 * @param preferredRole {@code Primary} or {@code Mirror}
 * @param mirrorStatus such as {@code Synchronized} or {@code Streaming}; empty in a cluster without mirrors
 * @param pid its postmaster's process id; empty if none was found
 * @param configuredUp whether the catalog says that it is up
 * @param statusText what was found on its host; {@code Up} if all is well
 * @param up whether that is {@code Up}
 * @param problems the rows that gpstate marked, as {@code label = value}
 */
public record SegmentStatus(
        String host,
        String address,
        String directory,
        int port,
        String currentRole,
        String preferredRole,
        String mirrorStatus,
        OptionalInt pid,
        boolean configuredUp,
        String statusText,
        boolean up,
        List<String> problems) {

    /**
     * Copies the problems.
     *
     * @param host its host
     * @param address the address that other hosts reach it by
     * @param directory its data directory
     * @param port its port
     * @param currentRole {@code Primary} or {@code Mirror}
     * @param preferredRole {@code Primary} or {@code Mirror}
     * @param mirrorStatus such as {@code Synchronized} or {@code Streaming}; empty in a cluster without mirrors
     * @param pid its postmaster's process id; empty if none was found
     * @param configuredUp whether the catalog says that it is up
     * @param statusText what was found on its host; {@code Up} if all is well
     * @param up whether that is {@code Up}
     * @param problems the rows that gpstate marked, as {@code label = value}
     */
    public SegmentStatus {
        problems = List.copyOf(problems);
    }
}
