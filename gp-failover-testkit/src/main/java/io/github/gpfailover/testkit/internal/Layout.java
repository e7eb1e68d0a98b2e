package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.ArrayList;
import java.util.List;

/** The layout of a cluster, as gpinitsystem made the recorded one (recording 20). */
public final class Layout {

    private static final int MASTER_PORT = 5432;
    private static final String MASTER_DIRECTORY = "/data/master/gpseg-1";
    private static final int PRIMARY_PORT = 6000;
    private static final int MIRROR_PORT = 7000;
    private static final int FIRST_ADDRESS = 11;
    /** That of the recordings; a cluster with another name has another, of the same length. */
    private static final long SYSTEM_IDENTIFIER = 7710857300689520254L;
    // With the first backup's files on top of it the log then stands at 0/C000000 (05, 21).
    private static final long FIRST_POSITION = 0x4000000L;

    private final String name;
    private final String master;
    private final String standby;
    private final List<String> spares;
    private final int segmentHosts;
    private final int primariesPerHost;
    private final boolean mirrors;
    private final int standbyLater;
    private final long catalogKibibytes;
    private int addresses;

    /** Gathers what is to be laid out; standby is null for none. */
    public Layout(
            String name,
            String master,
            String standby,
            List<String> spares,
            int segmentHosts,
            int primariesPerHost,
            boolean mirrors,
            long catalogKibibytes,
            int standbyLater) {
        this.standbyLater = standbyLater;
        this.name = name;
        this.master = master;
        this.standby = standby;
        this.spares = List.copyOf(spares);
        this.segmentHosts = segmentHosts;
        this.primariesPerHost = primariesPerHost;
        this.mirrors = mirrors;
        this.catalogKibibytes = catalogKibibytes;
    }

    /** Says which cluster it is. */
    public ClusterSpec spec() {
        ClusterSpec.Builder spec = ClusterSpec.builder(name).master(master, MASTER_PORT, MASTER_DIRECTORY);
        if (standby != null) {
            spec.standby(standby, MASTER_PORT, MASTER_DIRECTORY);
        }
        for (int i = 1; i <= segmentHosts; i++) {
            spec.segmentHosts("sdw" + i);
        }
        return spec.build();
    }

    /** Makes the world and starts everything in it. */
    public World build(SimTime time) {
        World world = new World(time, new SimHost(HostName.of("controller"), "10.77.0.10"));
        world.catalogKibibytes = catalogKibibytes;
        SimHost masterHost = host(world, master);
        masterHost.queriesSegments = true;
        SimHost standbyHost = standby == null ? null : host(world, standby);
        // The recorded standby's host had its address before it had a standby (01, 21).
        int reserved = standby == null && !spares.isEmpty() ? 1 : 0;
        spares.subList(0, reserved).forEach(spare -> host(world, spare));
        List<SimHost> segmentHostList = new ArrayList<>();
        for (int i = 1; i <= segmentHosts; i++) {
            segmentHostList.add(host(world, "sdw" + i));
        }
        spares.subList(reserved, spares.size()).forEach(spare -> host(world, spare));
        List<CatalogRow> segments = segments(world, segmentHostList);
        world.segments.forEach(s -> s.start(time.now()));

        ServerDirectory directory = new ServerDirectory(MASTER_DIRECTORY);
        directory.systemIdentifier = SYSTEM_IDENTIFIER + (name.hashCode() & Integer.MAX_VALUE);
        directory.extend(FIRST_POSITION);
        directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, time.now());
        directory.control.state(ControlFile.SHUT_DOWN, time.now());
        directory.dbid(1);
        directory.files.put(ServerDirectory.VERSION_FILE, ServerDirectory.VERSION);
        directory.files.put(ServerDirectory.ACCESS_FILE, AccessRules.initial(masterHost));
        // gpinitsystem leaves the master's row in mode n (recording 20).
        directory.catalog =
                Catalog.of(row(1, -1, Role.PRIMARY, false, master, MASTER_PORT, MASTER_DIRECTORY), segments);
        masterHost.directories.put(MASTER_DIRECTORY, directory);
        Server server = world.lifecycle.start(masterHost, directory, MASTER_PORT);
        // What a cluster's start itself takes (e0).
        server.nextDistributed = 4;
        if (standbyHost != null) {
            addStandby(world, server, standbyHost);
        }
        return world;
    }

    private void addStandby(World world, Server master, SimHost host) {
        CatalogRow row = row(
                master.directory.catalog.maxDbid() + 1,
                -1,
                Role.MIRROR,
                true,
                host.name.value(),
                MASTER_PORT,
                MASTER_DIRECTORY);
        master.directory.catalog = master.directory.catalog.withStandby(row);
        world.lifecycle.letIn(master, host);
        world.lifecycle.baseBackup(master, host, MASTER_DIRECTORY, row.dbid());
        // The recorded postmasters began in different seconds; in the same one, ids would repeat (f0 to f8).
        world.lifecycle.start(
                host, host.directories.get(MASTER_DIRECTORY), MASTER_PORT, master.startSecond + standbyLater);
    }

    private List<CatalogRow> segments(World world, List<SimHost> hosts) {
        int contents = segmentHosts * primariesPerHost;
        List<CatalogRow> rows = new ArrayList<>(contents * 2);
        for (int content = 0; content < contents; content++) {
            int at = content / primariesPerHost;
            int nth = content % primariesPerHost;
            rows.add(segment(
                    world,
                    content + 2,
                    content,
                    hosts.get(at),
                    PRIMARY_PORT + nth,
                    "/data/primary/gpseg" + content,
                    true));
            if (mirrors) {
                // Group mirroring: all mirrors of a host on the next one (recording 07).
                SimHost next = hosts.get((at + 1) % hosts.size());
                rows.add(segment(
                        world,
                        contents + content + 2,
                        content,
                        next,
                        MIRROR_PORT + nth,
                        "/data/mirror/gpseg" + content,
                        false));
            }
        }
        return rows;
    }

    private CatalogRow segment(
            World world, int dbid, int content, SimHost host, int port, String directory, boolean primary) {
        world.add(new SegmentInstance(dbid, content, host, port, directory, primary));
        // Without mirrors there is nothing to be in sync with.
        return row(dbid, content, primary ? Role.PRIMARY : Role.MIRROR, mirrors, host.name.value(), port, directory);
    }

    private static CatalogRow row(
            int dbid, int content, Role role, boolean sync, String host, int port, String directory) {
        return CatalogRow.builder(InstanceLocation.of(host, port, directory), role)
                .dbid(dbid)
                .content(content)
                .synchronised(sync)
                .up(true)
                .address(host)
                .build();
    }

    private SimHost host(World world, String host) {
        if (world.host(host) != null) {
            throw new IllegalArgumentException("host " + host + " was given twice: every host needs its own name");
        }
        int number = FIRST_ADDRESS + addresses++;
        SimHost made = new SimHost(HostName.of(host), "10.77." + number / 250 + '.' + number % 250);
        // Room for the directory, a retired one and a copy.
        made.diskKibibytes = Math.max(SimHost.DISK_KIBIBYTES, 4 * catalogKibibytes);
        made.freeKibibytes = made.diskKibibytes / 4 * 3;
        made.files.put(
                "/home/gpadmin/.bash_profile",
                "export MASTER_DATA_DIRECTORY=" + MASTER_DIRECTORY + "\nexport PGPORT=" + MASTER_PORT
                        + "\n. /usr/local/greenplum-db/greenplum_path.sh\n");
        world.hosts.put(host, made);
        return made;
    }
}
