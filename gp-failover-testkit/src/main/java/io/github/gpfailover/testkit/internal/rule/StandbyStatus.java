package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimHost;

/** What gpstate learns over ssh of a standby's postmaster (05, 91, a0). */
record StandbyStatus(Kind kind, int pid) {

    enum Kind {
        PASSIVE,
        NOT_RUNNING,
        UNKNOWN
    }

    static StandbyStatus of(Call call, CatalogRow row) {
        SimHost host = call.world.host(row.location().host().value());
        if (host == null || host.hung || !call.world.connected(call.host, host)) {
            return new StandbyStatus(Kind.UNKNOWN, 0);
        }
        Server server = host.listening(row.location().port());
        return server == null ? new StandbyStatus(Kind.NOT_RUNNING, 0) : new StandbyStatus(Kind.PASSIVE, server.pid);
    }
}
