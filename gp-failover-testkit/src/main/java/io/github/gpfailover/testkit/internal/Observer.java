package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.cluster.ServerProcess.Kind;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An observation of the model as the controller could make it, without any text in between. */
public final class Observer {

    private static final String SOURCE = "simulated cluster";

    private final World world;

    /** Makes an observer. */
    public Observer(World world) {
        this.world = world;
    }

    /** Observes. */
    public ClusterState observe(ObservationRequest request) {
        Instant now = world.time.instant();
        List<InstanceState> instances = new ArrayList<>();
        List<Server> masters = new ArrayList<>();
        for (InstanceLocation location : request.instances()) {
            Server server = find(location);
            InstanceState seen = instance(location, server, now);
            boolean fenced =
                    seen.role() == InstanceRole.MASTER && request.fenced().contains(location);
            instances.add(fenced ? seen.toBuilder().role(InstanceRole.FENCED).build() : seen);
            if (server != null && server.isMaster() && reachable(location) && !fenced) {
                masters.add(server);
            }
        }
        Server master = masters.size() == 1 ? masters.get(0) : null;
        List<CatalogRow> catalog = master == null ? List.of() : master.directory.catalog.rows();
        List<String> conflicts = masters.size() > 1 ? List.of("two servers act as master") : List.of();
        return ClusterState.builder(now)
                .version(Optional.ofNullable(master).map(m -> GreenplumVersion.parse(m.host.serverVersion)))
                .instances(instances)
                .catalog(catalog)
                .replication(Optional.ofNullable(master).map(m -> m.sends).map(s -> replication(s, now)))
                .conflicts(conflicts)
                .build();
    }

    private Server find(InstanceLocation location) {
        SimHost host = world.host(location.host().value());
        if (host == null) {
            return null;
        }
        for (Server server : host.servers) {
            if (server.port == location.port()
                    && server.directory.path.equals(location.dataDirectory().path())) {
                return server;
            }
        }
        return null;
    }

    private boolean reachable(InstanceLocation location) {
        SimHost host = world.host(location.host().value());
        return host != null && !host.hung && world.connected(world.controller, host);
    }

    private InstanceState instance(InstanceLocation location, Server server, Instant now) {
        if (!reachable(location)) {
            Evidence silent = evidence(Evidence.Kind.TRANSPORT, location, "no answer from the host", now);
            return InstanceState.builder(location)
                    .liveness(Liveness.unknown(List.of(silent)))
                    .build();
        }
        if (server == null) {
            Evidence none = evidence(Evidence.Kind.PROCESS_TABLE, location, "no process of that server", now);
            return InstanceState.builder(location)
                    .liveness(Liveness.stopped(List.of(none)))
                    .role(InstanceRole.DOWN)
                    .build();
        }
        List<ServerProcess> processes = processes(server);
        Evidence seen =
                evidence(Evidence.Kind.PROCESS_TABLE, location, processes.size() + " processes of that server", now);
        boolean told = server.alive && (server.state == Server.State.MASTER || server.state == Server.State.STANDBY);
        return InstanceState.builder(location)
                .liveness(Liveness.running(List.of(seen)))
                .role(role(server))
                .position(told ? Optional.of(new Lsn(server.replayed())) : Optional.empty())
                .processes(processes)
                .build();
    }

    private static InstanceRole role(Server server) {
        if (!server.alive) {
            return InstanceRole.DOWN;
        }
        return switch (server.state) {
            case MASTER -> InstanceRole.MASTER;
            case STANDBY -> InstanceRole.STANDBY;
            default -> InstanceRole.TRANSIENT;
        };
    }

    private static List<ServerProcess> processes(Server server) {
        List<ServerProcess> all = new ArrayList<>();
        if (server.alive) {
            all.add(new ServerProcess(server.pid, 1, Kind.POSTMASTER, "postgres -D " + server.directory.path));
        }
        if (server.logging) {
            all.add(new ServerProcess(server.loggerPid, server.parent(), Kind.AUXILIARY, "master logger process"));
        }
        if (server.receives != null) {
            all.add(new ServerProcess(
                    server.receives.receiverPid,
                    server.parent(),
                    Kind.WAL_RECEIVER,
                    "wal receiver process   " + server.receives.activity(server.directory.position)));
        }
        if (server.sends != null) {
            all.add(new ServerProcess(server.sends.senderPid, server.parent(), Kind.WAL_SENDER, "wal sender process"));
        }
        for (ServerSession session : server.sessions) {
            all.add(new ServerProcess(session.pid, server.parent(), Kind.SESSION, session.title()));
        }
        return all;
    }

    private static ReplicationState replication(Stream stream, Instant now) {
        Optional<Lsn> flushed = Optional.of(new Lsn(stream.flushed));
        Optional<Lsn> written = Optional.of(new Lsn(stream.master.directory.position));
        Optional<Lsn> sent = stream.catchingUp ? written : flushed;
        return ReplicationState.builder(SOURCE, now)
                .state(stream.state())
                .syncState(stream.syncState())
                .sent(sent)
                .write(flushed)
                .flush(flushed)
                .replay(Optional.of(new Lsn(replayed(stream))))
                .masterPosition(written)
                .build();
    }

    private static long replayed(Stream stream) {
        return Math.min(stream.flushed, stream.standby.replayed());
    }

    private static Evidence evidence(Evidence.Kind kind, InstanceLocation about, String statement, Instant now) {
        return new Evidence(kind, about.host(), SOURCE, statement, now);
    }
}
