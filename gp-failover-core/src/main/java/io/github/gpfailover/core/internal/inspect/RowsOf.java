package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import java.util.OptionalLong;

/** The rows of a table; empty if there is no such table. */
public record RowsOf(InstanceLocation master, String table) implements Question<OptionalLong> {

    @Override
    public OptionalLong ask(LiveInspection hosts) throws InterruptedException {
        if (Numbers.read(hosts, master, hosts.dialect().tableExists(master, table)) == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Numbers.read(hosts, master, hosts.dialect().countRows(master, table)));
    }
}
