package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Layout;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a simulated cluster.
 *
 * <p>It exists apart from {@link SimulatedCluster} so that the cluster is complete from its first moment. Defaults: name
 * {@code sim-1} and so on, master {@code mdw}, standby {@code smdw} streaming and in sync, two segment hosts {@code sdw1} and
 * {@code sdw2} with two primaries each, mirrors, no spare host. Not thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedClusterBuilder {

    private static final int STANDBY_LATER = 10;
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Given given = new Given();
    private @Nullable String name;
    private String master = "mdw";
    private @Nullable String standby = "smdw";
    private int segmentHosts = 2;
    private int primariesPerHost = 2;
    private boolean mirrors = true;
    private boolean together;
    private long catalogKibibytes = SimHost.DIRECTORY_KIBIBYTES;
    private int outputLimit = 8 * 1024 * 1024;
    private final List<String> spares = new ArrayList<>();

    SimulatedClusterBuilder() {}

    /**
     * Names the cluster.
     *
     * @param clusterName a name of plain characters
     * @return this builder
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if it is not a name of plain characters
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder name(String clusterName) {
        given.once("name");
        name = HostName.of(clusterName).value();
        return this;
    }

    /**
     * Says how much of each output of a command is kept, as transports do; 8 MiB if nothing is said.
     *
     * @param bytes the number of bytes, at least 1024
     * @return this builder
     * @throws IllegalArgumentException if it is less
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder outputLimit(int bytes) {
        given.once("outputLimit");
        outputLimit = Checks.range(bytes, "outputLimit", 1024, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Names the master's host.
     *
     * @param host the host
     * @return this builder
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if it is not a host name
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder master(String host) {
        given.once("master");
        master = HostName.of(host).value();
        return this;
    }

    /**
     * Names the standby's host.
     *
     * @param host the host
     * @return this builder
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if it is not a host name
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder standby(String host) {
        given.once("standby");
        standby = HostName.of(host).value();
        return this;
    }

    /**
     * Makes a cluster that has no standby, as in recording 01. Name its future host with {@link #spareHost(String)}.
     *
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder withoutStandby() {
        given.once("standby");
        standby = null;
        return this;
    }

    /**
     * Adds a host that nothing runs on.
     *
     * @param host the host
     * @return this builder
     * @throws NullPointerException if the host is null
     * @throws IllegalArgumentException if it is not a host name
     */
    public SimulatedClusterBuilder spareHost(String host) {
        spares.add(HostName.of(host).value());
        return this;
    }

    /**
     * Says how many segment hosts there are.
     *
     * @param count 1 to 1000
     * @return this builder
     * @throws IllegalArgumentException if the number is out of that range
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder segmentHosts(int count) {
        given.once("segmentHosts");
        segmentHosts = Checks.range(count, "segment hosts", 1, 1000);
        return this;
    }

    /**
     * Says how many primaries each segment host has.
     *
     * @param count 1 to 900
     * @return this builder
     * @throws IllegalArgumentException if the number is out of that range
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder primariesPerHost(int count) {
        given.once("primariesPerHost");
        primariesPerHost = Checks.range(count, "primaries per host", 1, 900);
        return this;
    }

    /**
     * Says whether each primary has a mirror on the next segment host.
     *
     * @param wanted whether it has
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder mirrors(boolean wanted) {
        given.once("mirrors");
        mirrors = wanted;
        return this;
    }

    /**
     * Says how large the catalog is: the data directory of the master, and of each standby. {@code du} shows it, and {@code
     * gpinitstandby} takes longer to copy one that is larger than that of the recordings; {@code pg_rewind} copies the log, files without
     * pages and what has changed, so that its time does not grow with the catalog. 245 MiB if nothing is said, as in recording c4. The
     * disk of each host is 100 GiB, or four times this if that is more.
     *
     * @param bytes the size, 1 MiB to 1 PiB
     * @return this builder
     * @throws IllegalArgumentException if it is out of that range
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder catalogSize(long bytes) {
        given.once("catalogSize");
        if (bytes < 1L << 20 || bytes > 1L << 50) {
            throw new IllegalArgumentException("catalog size was " + bytes + " but must be 1 MiB to 1 PiB");
        }
        catalogKibibytes = bytes / 1024;
        return this;
    }

    /**
     * Has the postmasters of master and standby begin in the same second, as in recordings f0 and f1. By default the standby's begins later.
     *
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public SimulatedClusterBuilder postmastersBeginTogether() {
        given.once("postmastersBeginTogether");
        together = true;
        return this;
    }

    /**
     * Makes the cluster, with all servers running. The builder can be used again.
     *
     * @return the cluster
     * @throws IllegalArgumentException if two hosts have one name, or there are mirrors and only one segment host
     */
    public SimulatedCluster build() {
        if (mirrors && segmentHosts == 1) {
            throw new IllegalArgumentException(
                    "one segment host can't hold mirrors: write mirrors(false) or segmentHosts(2)");
        }
        String own = name != null ? name : "sim-" + COUNTER.incrementAndGet();
        return new SimulatedCluster(
                new Layout(
                        own,
                        master,
                        standby,
                        spares,
                        segmentHosts,
                        primariesPerHost,
                        mirrors,
                        catalogKibibytes,
                        together ? 0 : STANDBY_LATER),
                outputLimit);
    }
}
