package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;

/** What a test does to data directories that nobody serves. */
public final class SetupFaults {

    private static final long FOREIGN_IDENTIFIER = 7099999999999999991L;
    private static final int NO_PROCESS = 4_000_001;

    private final World world;

    /** Makes the verbs. */
    public SetupFaults(World world) {
        this.world = world;
    }

    /** Puts a directory of another cluster at a path. */
    public void foreign(SimHost host, String path) {
        if (host.isDirectory(path) || host.read(path) != null) {
            throw new IllegalStateException(path + " on " + host.name + " is there already");
        }
        ServerDirectory made = new ServerDirectory(path);
        made.systemIdentifier = FOREIGN_IDENTIFIER;
        made.extend(WalPosition.SEGMENT);
        made.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, world.time.now());
        made.control.state(ControlFile.SHUT_DOWN, world.time.now());
        made.files.put(ServerDirectory.VERSION_FILE, ServerDirectory.VERSION);
        made.files.put(ServerDirectory.ACCESS_FILE, AccessRules.initial(host));
        made.dbid(1);
        made.catalog = world.servers.get(0).directory.catalog;
        host.directories.put(path, made);
    }

    /** Gives a host a further name. */
    public void addName(SimHost host, String name, String address) {
        SimHost other = world.host(name);
        if (other != null && other != host) {
            throw new IllegalArgumentException("name was '" + name + "' but it leads to " + other.name + " already");
        }
        host.aliases.put(name, address);
    }

    /** Has all catalogs name a host otherwise. */
    public void nameInCatalog(SimHost host, String hostname, String address) {
        addName(host, hostname, host.address);
        addName(host, address, host.address);
        for (SimHost any : world.hosts.values()) {
            for (ServerDirectory directory : any.directories.values()) {
                if (directory.catalog != null) {
                    directory.catalog = directory.catalog.withRows(r -> named(r, host, hostname, address));
                }
            }
        }
    }

    private CatalogRow named(CatalogRow r, SimHost host, String hostname, String address) {
        if (world.host(r.location().host().value()) != host) {
            return r;
        }
        InstanceLocation at = new InstanceLocation(
                HostName.of(hostname), r.location().port(), r.location().dataDirectory());
        return r.at(at).toBuilder().address(address).build();
    }

    /** Has a standby name its master otherwise. */
    public void followsAs(SimHost host, String master) {
        ServerDirectory standby = host.directories.values().stream()
                .filter(ServerDirectory::isStandby)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no standby's directory is on " + host.name));
        String text = standby.files.get(ServerDirectory.RECOVERY_CONF);
        standby.files.put(
                ServerDirectory.RECOVERY_CONF,
                text.replace("host=" + standby.conninfo("host") + ' ', "host=" + master + ' '));
    }

    /** Leaves a directory as a copy does that was broken off before its end. */
    public void halfCopied(SimHost host, ServerDirectory directory) {
        unserved(host, directory);
        directory.systemIdentifier = 0;
        directory.breakPages();
        directory.files.put(
                ServerDirectory.BACKUP_LABEL,
                "START WAL LOCATION: " + Texts.lsn(directory.control.checkpoint) + " (file "
                        + WalFiles.name(directory.control.timeline, directory.control.checkpoint)
                        + ")\nCHECKPOINT LOCATION: " + Texts.lsn(directory.control.checkpoint)
                        + "\nBACKUP METHOD: streamed\nBACKUP FROM: master\nSTART TIME: "
                        + SimTime.instant(world.time.now()) + "\nLABEL: pg_basebackup base backup\n");
    }

    /** Has a server start on a directory by itself, write so many bytes, and stop in order. */
    public void writeAlone(SimHost host, ServerDirectory directory, long bytes) {
        unserved(host, directory);
        String failure = directory.isStandby() ? "it has a standby's marker" : StartRules.failure(directory);
        if (failure != null) {
            throw new IllegalStateException("no master starts on " + directory.path + ": " + failure);
        }
        long now = world.time.now();
        directory.newWriter();
        if (!directory.control.isShutDown()) {
            directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, now);
        }
        directory.append(bytes);
        directory.checkpoint(WalRecord.Kind.CHECKPOINT_SHUTDOWN, now);
        directory.control.state(ControlFile.SHUT_DOWN, now);
        String port = pidLine(directory, 4);
        directory.files.remove(ServerDirectory.PID_FILE);
        if (!port.isEmpty()) {
            host.files.remove(Lifecycle.socket(Integer.parseInt(port)));
            host.files.remove(Lifecycle.socket(Integer.parseInt(port)) + ".lock");
        }
    }

    /**
     * Replaces the end of a directory's log, up to and with its last checkpoint, by something else of the same length. A copy that was
     * broken off has no log yet, and is left as it is.
     */
    public void otherLog(SimHost host, ServerDirectory directory) {
        unserved(host, directory);
        WalRecord last = WalReader.lastCheckpoint(directory.wal, directory.position);
        if (last == null) {
            return;
        }
        WalRun other = new WalRun(last.timeline(), last.before());
        other.note(new WalRecord(
                last.kind(), last.timeline(), last.start(), last.length(), last.end(), last.start() - 8 * 7, null));
        directory.wal = new WalSpan(WalSpan.before(directory.wal, last.before()), other, last.before());
        directory.newWriter();
    }

    /** Leaves a pid file whose process is gone. */
    public void stalePidFile(SimHost host, ServerDirectory directory, int port) {
        unserved(host, directory);
        directory.files.put(
                ServerDirectory.PID_FILE,
                NO_PROCESS + "\n" + directory.path + "\n" + SimTime.epochSecond(world.time.now()) + "\n" + port
                        + "\n/tmp\n*\n  " + port + "001         0\n");
    }

    /** Turns checksums of pages on or off, everywhere. */
    public void checksums(boolean on) {
        for (SimHost host : world.hosts.values()) {
            host.directories.values().forEach(d -> d.control.checksums = on);
        }
    }

    private static String pidLine(ServerDirectory directory, int line) {
        return directory
                .files
                .getOrDefault(ServerDirectory.PID_FILE, "")
                .lines()
                .skip(line - 1L)
                .findFirst()
                .orElse("");
    }

    private static void unserved(SimHost host, ServerDirectory directory) {
        if (host.servers.stream().anyMatch(s -> s.directory == directory)) {
            throw new IllegalStateException("a server runs on " + directory.path + " on " + host.name);
        }
    }
}
