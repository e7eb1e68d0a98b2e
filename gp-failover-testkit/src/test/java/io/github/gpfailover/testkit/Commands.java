package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.Duration;
import java.util.List;

/** Commands as an engine sends them, for tests of the simulated cluster. */
final class Commands {

    static final String DIRECTORY = "/data/master/gpseg-1";
    static final String HOME = "/usr/local/greenplum-db/greenplum_path.sh";

    private Commands() {}

    static Command sourced(Duration timeout, String... words) {
        return Command.builder(List.of(words))
                .sourcing(HOME)
                .variable("PGPORT", "5432")
                .variable("MASTER_DATA_DIRECTORY", DIRECTORY)
                .timeout(timeout)
                .build();
    }

    static CommandResult run(SimulatedCluster cluster, String host, String... words) {
        return run(cluster, Duration.ofMinutes(20), host, words);
    }

    static CommandResult run(SimulatedCluster cluster, Duration timeout, String host, String... words) {
        return execute(cluster, host, sourced(timeout, words));
    }

    static CommandResult sql(SimulatedCluster cluster, String host, String script) {
        return execute(
                cluster,
                host,
                Command.builder(List.of("psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", "-d", "postgres"))
                        .sourcing(HOME)
                        .variable("PGPORT", "5432")
                        .timeout(Duration.ofMinutes(20))
                        .stdin(script)
                        .build());
    }

    /** Runs a program that needs nothing of the product's environment. */
    static CommandResult plain(SimulatedCluster cluster, String host, String... words) {
        return execute(cluster, host, Command.builder(List.of(words)).build());
    }

    /** Asks a server of any host in utility mode, with a time-out of 3 s for the connection. */
    static CommandResult utility(SimulatedCluster cluster, String from, String to, int port, String script) {
        return execute(
                cluster,
                from,
                Command.builder(List.of("psql", "-X", "-At", "-h", to, "-p", Integer.toString(port), "-d", "postgres"))
                        .sourcing(HOME)
                        .variable("PGOPTIONS", "-c gp_session_role=utility")
                        .variable("PGCONNECT_TIMEOUT", "3")
                        .timeout(Duration.ofMinutes(1))
                        .stdin(script)
                        .build());
    }

    static CommandResult execute(SimulatedCluster cluster, String host, Command command) {
        try {
            return cluster.execute(HostName.of(host), command);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ObservationRequest request(SimulatedCluster cluster) {
        List<InstanceLocation> places = cluster.spec().masterLocations();
        return ObservationRequest.builder(cluster.spec())
                .instances(places)
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
