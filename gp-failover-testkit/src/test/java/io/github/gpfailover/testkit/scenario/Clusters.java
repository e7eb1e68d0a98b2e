package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.List;

/** What a person finds out about a simulated cluster by hand. */
public final class Clusters {

    private static final String IDENTIFIER = "Database system identifier:";

    private Clusters() {}

    /** Gives the key that its lease is taken by. */
    public static String key(SimulatedCluster cluster) throws InterruptedException {
        Command question = Command.builder(List.of("pg_controldata", "/data/master/gpseg-1"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .build();
        return cluster.execute(HostName.of("mdw"), question)
                .stdout()
                .lines()
                .filter(l -> l.startsWith(IDENTIFIER))
                .map(l -> "system-" + l.substring(IDENTIFIER.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
